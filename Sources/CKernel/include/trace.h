// ptrace, whose arguments vary: just what counting another task's system calls takes.
#pragma once

#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "result.h"

/// Lets any process of this user trace the caller, where a security module would allow ancestors only.
static inline void k_allow_tracing(void) { prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }

/// Takes hold of `task` without stopping it; its system call stops will be told from other traps.
static inline int k_trace_seize(pid_t task) {
    return k_result((int)ptrace(PTRACE_SEIZE, task, 0L, (long)PTRACE_O_TRACESYSGOOD));
}

/// Stops a seized task, so that it can be sent on to its next system call.
static inline int k_trace_interrupt(pid_t task) { return k_result((int)ptrace(PTRACE_INTERRUPT, task, 0L, 0L)); }

/// Sends a stopped task on to the next entry into the kernel or exit from it.
static inline int k_trace_resume(pid_t task, int signal) {
    return k_result((int)ptrace(PTRACE_SYSCALL, task, 0L, (long)signal));
}

/// What a stop is: the entry into a system call.
static inline int k_trace_is_entry(pid_t task) {
    struct __ptrace_syscall_info info;
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof info, &info);
    return size > 0 && info.op == PTRACE_SYSCALL_INFO_ENTRY;
}

static inline int k_stopped(int status) { return WIFSTOPPED(status); }

/// The signal of a stop, 0 for those that are the tracer's own doing.
static inline int k_stop_signal(int status) {
    int signal = WSTOPSIG(status);
    return status >> 16 || signal == (SIGTRAP | 0x80) || signal == SIGTRAP ? 0 : signal;
}

/// Whether a stop is at a system call.
static inline int k_stop_is_syscall(int status) { return WSTOPSIG(status) == (SIGTRAP | 0x80); }
