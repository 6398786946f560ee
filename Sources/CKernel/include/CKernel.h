// What Swift cannot say about the kernel, one header a topic. None has the name of a header of the C
// library, which it would hide from Swift's Glibc module.
#pragma once

#include "bpf.h"
#include "clock.h"
#include "clone.h"
#include "handover.h"
#include "identity.h"
#include "isolation.h"
#include "memory.h"
#include "perf.h"
#include "ring.h"
#include "seccomp.h"
#include "sentinel.h"
#include "signals.h"
#include "speculation.h"
#include "syscall.h"
#include "task.h"
#include "trace.h"
#include "vectors.h"
#include "veth.h"
