// What Swift cannot say about the kernel, one header a topic.
#pragma once

#include "bpf.h"
#include "clock.h"
#include "clone.h"
#include "handover.h"
#include "identity.h"
#include "isolation.h"
#include "memory.h"
#include "perf.h"
#include "seccomp.h"
#include "sentinel.h"
#include "speculation.h"
#include "syscall.h"
#include "task.h"
#include "trace.h"
#include "vectors.h"
#include "veth.h"
