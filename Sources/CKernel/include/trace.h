// ptrace, whose arguments vary: just what counting another task's system calls takes.
#pragma once

#include <linux/audit.h>
#include <signal.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>

#include "result.h"

/// Lets any process of this user trace the caller, where a security module would allow ancestors only.
static inline void k_allow_tracing(void) { prctl(PR_SET_PTRACER, PR_SET_PTRACER_ANY, 0, 0, 0); }

/// Takes hold of `task` without stopping it; its system call stops are marked, unlike other traps.
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

/// Whether a task is stopped by the signal of a call that a seccomp filter kept back (RET_TRAP). The task stopped at
/// its entry too, before the filter was asked; the kernel's own count of entries is of calls that were let in.
static inline int k_stop_is_trapped(pid_t task, int status) {
    siginfo_t about;
    return status >> 16 == 0 && WSTOPSIG(status) == SIGSYS && ptrace(PTRACE_GETSIGINFO, task, 0L, &about) == 0 &&
           about.si_code == 1; // SYS_SECCOMP, which not all C libraries name.
}

static inline int k_stopped(int status) { return WIFSTOPPED(status); }

/// The signal of a stop, 0 for those that are the tracer's own doing.
static inline int k_stop_signal(int status) {
    int signal = WSTOPSIG(status);
    return status >> 16 || signal == (SIGTRAP | 0x80) || signal == SIGTRAP ? 0 : signal;
}

/// Whether a stop is at a system call.
static inline int k_stop_is_syscall(int status) { return WSTOPSIG(status) == (SIGTRAP | 0x80); }

/// The same as `k_trace_seize` for a task and all that it makes.
static inline int k_trace_seize_family(pid_t task) {
    const long options = PTRACE_O_TRACESYSGOOD | PTRACE_O_TRACEFORK | PTRACE_O_TRACEVFORK | PTRACE_O_TRACECLONE |
                         PTRACE_O_TRACEEXEC;
    return k_result((int)ptrace(PTRACE_SEIZE, task, 0L, options));
}

/// The number of the system call that a stopped task enters; negative where it does not, or not by a call of this
/// architecture.
static inline long k_trace_entered(pid_t task) {
    struct __ptrace_syscall_info info;
    long size = ptrace(PTRACE_GET_SYSCALL_INFO, task, sizeof info, &info);
    if (size <= 0 || info.op != PTRACE_SYSCALL_INFO_ENTRY) return -1;
#if defined(__x86_64__)
    const uint32_t own = AUDIT_ARCH_X86_64;
#else
    const uint32_t own = AUDIT_ARCH_AARCH64;
#endif
    return info.arch == own ? (long)info.entry.nr : -2;
}

/// Whether a stop means that a task was made, and whether that the task has become another program.
static inline int k_stop_is_new_task(int status) {
    int event = status >> 16;
    return event == PTRACE_EVENT_FORK || event == PTRACE_EVENT_VFORK || event == PTRACE_EVENT_CLONE;
}
static inline int k_stop_is_exec(int status) { return status >> 16 == PTRACE_EVENT_EXEC; }

/// Whether a stop is that of a task which a signal has stopped, and which is to stay so.
static inline int k_stop_stays(int status) {
    int signal = WSTOPSIG(status);
    return status >> 16 == PTRACE_EVENT_STOP &&
           (signal == SIGSTOP || signal == SIGTSTP || signal == SIGTTIN || signal == SIGTTOU);
}

/// Lets a task stay stopped until a signal sends it on.
static inline int k_trace_listen(pid_t task) { return k_result((int)ptrace(PTRACE_LISTEN, task, 0L, 0L)); }
