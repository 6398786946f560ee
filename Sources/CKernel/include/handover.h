// What one task hands another: eight bytes, a signal, a count of a System V semaphore. The waits that the kernel does
// not resume by itself after an interruption, such as a tracer's, are taken up again.
#pragma once

#include <errno.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"

/// Eight bytes from `fd` into `value`; 8 when they came.
K_INLINE long k_read8(int fd, uint64_t *value) { return k_syscall3(SYS_read, fd, (long)value, 8); }

/// Eight bytes from `value` to `fd`; 8 when they went.
K_INLINE long k_write8(int fd, const uint64_t *value) { return k_syscall3(SYS_write, fd, (long)value, 8); }

/// A counter to write to and to sleep on, close-on-exec, or -1 with errno.
K_INLINE int k_eventfd(void) { return eventfd(0, EFD_CLOEXEC); }

/// The first signal that the C library leaves to programs.
K_INLINE int k_first_free_signal(void) { return SIGRTMIN; }

/// Blocks `signal` in the calling thread and those that it makes, so that it can be waited for. 0 or an error number.
K_INLINE int k_block_signal(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return pthread_sigmask(SIG_BLOCK, &set, 0);
}

K_INLINE int k_unblock_signal(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

/// What sigqueue(3) does, but for one thread: `signal` is queued for `task` of `process`. 0 or a negated errno.
K_INLINE long k_queue_signal(pid_t process, pid_t task, int signal) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = process;
    return k_syscall6(SYS_rt_tgsigqueueinfo, process, task, signal, (long)&info, 0, 0);
}

/// What sigwaitinfo(2) does for one signal, which must be blocked. The signal, or a negated errno.
K_INLINE long k_await_signal(int signal) {
    uint64_t set = (uint64_t)1 << (signal - 1);
    long result;
    do result = k_syscall6(SYS_rt_sigtimedwait, (long)&set, 0, 0, sizeof set, 0, 0);
    while (result == -EINTR);
    return result;
}

/// A System V semaphore of value 0 that only this task and its descendants know, or -1 with errno. It outlives them
/// all until it is removed, or until its IPC namespace ends.
K_INLINE int k_sysv_make(void) { return semget(IPC_PRIVATE, 1, 0600); }

K_INLINE int k_sysv_remove(int set) { return semctl(set, 0, IPC_RMID); }

/// Adds `change` to the semaphore; a negative one sleeps until there is so much to take. 0, or a negated errno.
K_INLINE long k_sysv_change(int set, int change) {
    struct sembuf operation = {0, (short)change, 0};
    // semtimedop without a limit is semop, and the only one of the two that newer architectures have.
    long result;
    do result = k_syscall6(SYS_semtimedop, set, (long)&operation, 1, 0, 0, 0);
    while (result == -EINTR);
    return result;
}

/// An epoll that watches `fd` for input, close-on-exec, or -1 with errno.
K_INLINE int k_epoll_for(int fd) {
    int poll = epoll_create1(EPOLL_CLOEXEC);
    struct epoll_event event = {.events = EPOLLIN};
    if (poll < 0 || epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event) == 0) return poll;
    int saved = errno;
    close(poll);
    errno = saved;
    return -1;
}

/// Sleeps until one event has come; 1 then.
K_INLINE int k_epoll_await(int poll) {
    struct epoll_event event;
    int result;
    do result = epoll_wait(poll, &event, 1, -1);
    while (result < 0 && errno == EINTR);
    return result;
}
