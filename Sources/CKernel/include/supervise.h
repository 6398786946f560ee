// A process that answers another one's system calls: by seccomp's notifications, or as its tracer. Its loops call the
// kernel and nothing else, and count in memory that both processes share.
#pragma once

#include <errno.h>
#include <linux/seccomp.h>
#include <stdint.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/user.h>
#include <sys/wait.h>
#include <unistd.h>

#include "result.h"

/// The descriptor `number` of another process as one of the caller's (Linux 5.6; the numbers are the same everywhere).
static inline int k_descriptor_of(pid_t process, int number) {
    const long pidfd_open = 434, pidfd_getfd = 438;
    int handle = k_result((int)syscall(pidfd_open, process, 0));
    if (handle < 0) return handle;
    int copy = k_result((int)syscall(pidfd_getfd, handle, number, 0));
    close(handle);
    return copy;
}

/// Has the kernel wake whoever waits for a notification on the waker's own CPU (Linux 6.6).
static inline int k_notify_same_cpu(int listener) {
    const unsigned long set_flags = SECCOMP_IOW(4, uint64_t);
    return k_result(ioctl(listener, set_flags, 1UL));
}

/// Lets every call of `process` that its filter reports go on, and adds one to `count` for each. Returns when the
/// process is gone, or a negated error number.
static inline int k_notify_serve(int listener, pid_t process, uint64_t *count) {
    struct seccomp_notif call;
    struct seccomp_notif_resp answer;
    for (;;) {
        memset(&call, 0, sizeof call);
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_RECV, &call) < 0) {
            if (errno == EINTR || errno == ENOENT) continue;
            return -errno;
        }
        if (call.pid == (uint32_t)process) ++*count;
        memset(&answer, 0, sizeof answer);
        answer.id = call.id;
        answer.flags = SECCOMP_USER_NOTIF_FLAG_CONTINUE;
        if (ioctl(listener, SECCOMP_IOCTL_NOTIF_SEND, &answer) < 0 && errno != EINTR && errno != ENOENT)
            return -errno;
    }
}

/// What a tracer does with the calls of another task.
enum k_trace_kind {
    /// Stops it at each entry and each exit, as strace does.
    k_trace_calls,
    /// Stops it at each entry, keeps the call back and answers it itself, as gVisor's ptrace platform does.
    k_trace_emulate,
    /// Stops it where its seccomp filter says so, at the entry.
    k_trace_filtered,
};

/// Whether `k_trace_emulate` is known on this architecture.
#if defined(__x86_64__)
enum { k_can_emulate = 1 };
#else
enum { k_can_emulate = 0 };
#endif

/// Takes hold of `process` and sends it on from stop to stop, counting those at system calls. Sets `*ready` to 1 when
/// it has hold of it, to a negated error number where it cannot have it. `answered` is the one number of a call that is
/// answered by the tracer where it emulates; all others it lets through. Returns when the process is gone.
static inline void k_trace_serve(
    pid_t process, enum k_trace_kind kind, long answered, long result, uint64_t *count, uint32_t *ready) {
    long options = kind == k_trace_filtered ? PTRACE_O_TRACESECCOMP : PTRACE_O_TRACESYSGOOD;
    int status = 0, held = k_result((int)ptrace(PTRACE_SEIZE, process, 0L, options));
    if (held == 0) held = k_result((int)ptrace(PTRACE_INTERRUPT, process, 0L, 0L));
    if (held == 0) held = k_result(waitpid(process, &status, __WALL));
    // SYSEMU would keep back all calls: the others go by way of an ordinary stop.
    long onward = kind == k_trace_filtered ? (long)PTRACE_CONT : (long)PTRACE_SYSCALL;
#if defined(__x86_64__)
    if (kind == k_trace_emulate) onward = PTRACE_SYSEMU;
#endif
    if (held > 0) held = k_result((int)ptrace((enum __ptrace_request)onward, process, 0L, 0L));
    __atomic_store_n(ready, held < 0 ? (uint32_t)held : 1, __ATOMIC_RELEASE);
    if (held < 0) return;
    for (;;) {
        if (waitpid(process, &status, __WALL) < 0) {
            if (errno == EINTR) continue;
            return;
        }
        if (!WIFSTOPPED(status)) return;
        long signal = 0, next = onward;
        if (WSTOPSIG(status) == (SIGTRAP | 0x80) || status >> 8 == (SIGTRAP | PTRACE_EVENT_SECCOMP << 8)) {
#if defined(__x86_64__)
            if (kind == k_trace_emulate) {
                struct user_regs_struct task;
                if (ptrace(PTRACE_GETREGS, process, 0L, &task) < 0) return;
                if ((long)task.orig_rax == answered) {
                    task.rax = (unsigned long long)result;
                    if (ptrace(PTRACE_SETREGS, process, 0L, &task) < 0) return;
                    ++*count;
                } else {
                    // Back to the instruction, which then goes through.
                    task.rax = task.orig_rax;
                    task.rip -= 2;
                    if (ptrace(PTRACE_SETREGS, process, 0L, &task) < 0) return;
                    if (ptrace(PTRACE_SYSCALL, process, 0L, 0L) < 0) return;
                    if (waitpid(process, &status, __WALL) < 0 || !WIFSTOPPED(status)) return;
                    if (ptrace(PTRACE_SYSCALL, process, 0L, 0L) < 0) return;
                    if (waitpid(process, &status, __WALL) < 0 || !WIFSTOPPED(status)) return;
                }
            } else
#endif
                ++*count;
        } else if (status >> 16 == 0) {
            signal = WSTOPSIG(status);
        }
        (void)answered, (void)result;
        if (ptrace((enum __ptrace_request)next, process, 0L, signal) < 0) return;
    }
}
