// What Swift cannot say about the kernel, one header a topic.
#pragma once

#include "clock.h"
#include "identity.h"
#include "memory.h"
#include "perf.h"
#include "seccomp.h"
#include "sentinel.h"
#include "signals.h"
#include "spawn.h"
#include "syscall.h"
#include "task.h"
#include "trace.h"
