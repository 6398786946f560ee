// What Swift cannot say about the kernel, one header a topic.
//
// One rule of errors, which is the kernel's own: a function that can fail returns 0 or more when it went well, and a
// negated error number when it did not. It never leaves the reason in `errno`. What it makes beside a number comes
// through a pointer, which is written to only when all went well. Functions that answer a question return 0 or 1, and
// those that return a count of ticks, an address or nothing cannot fail.
#pragma once

#include "bpf.h"
#include "call.h"
#include "call_names.h"
#include "callnumbers.h"
#include "clock.h"
#include "clone.h"
#include "faults.h"
#include "filelocks.h"
#include "files.h"
#include "futexes.h"
#include "handlers.h"
#include "handover.h"
#include "identity.h"
#include "inline.h"
#include "isolation.h"
#include "loopback.h"
#include "livestate.h"
#include "mapping.h"
#include "memory_calls.h"
#include "output.h"
#include "perf.h"
#include "placement.h"
#include "readiness.h"
#include "result.h"
#include "seccomp.h"
#include "sentinel.h"
#include "signals.h"
#include "sockets.h"
#include "speculation.h"
#include "task.h"
#include "text.h"
#include "timers.h"
#include "trace.h"
#include "transfer.h"
#include "vectors.h"
#include "veth.h"
