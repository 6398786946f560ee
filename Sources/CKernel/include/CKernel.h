// What Swift cannot say about the kernel, one header a topic. None has the name of a header of the C library, which it would
// hide from Swift's Glibc module.
#pragma once

#include "clock.h"
#include "identity.h"
#include "memory.h"
#include "perf.h"
#include "raw_thread.h"
#include "seccomp.h"
#include "sentinel.h"
#include "signals.h"
#include "syscall.h"
#include "task.h"
#include "trace.h"
