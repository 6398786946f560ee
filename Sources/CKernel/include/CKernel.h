// What Swift cannot say about the kernel, one header a topic.
#pragma once

#include "clock.h"
#include "loopback.h"
#include "memory.h"
#include "perf.h"
#include "readiness.h"
#include "seccomp.h"
#include "sentinel.h"
#include "spawn.h"
#include "syscall.h"
#include "task.h"
#include "transfer.h"
