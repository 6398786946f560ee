// What one task hands another: a wake-up, a signal, a count of a System V semaphore. All go through the C library, as
// programs do. The waits that the kernel does not resume by itself after an interruption, such as a tracer's, are taken
// up again.
#pragma once

#include <errno.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/ipc.h>
#include <sys/sem.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inline.h"
#include "result.h"

/// Sleeps while `*word` is `value`. The C library's only function for a futex is the general one.
K_INLINE long k_library_futex_wait(uint32_t *word, uint32_t value) {
    return k_result_long(syscall(SYS_futex, word, FUTEX_WAIT, value, 0, 0, 0));
}

/// Wakes one sleeper. How many woke.
K_INLINE long k_library_futex_wake(uint32_t *word) {
    return k_result_long(syscall(SYS_futex, word, FUTEX_WAKE, 1, 0, 0, 0));
}

/// A counter to write to and to sleep on, close-on-exec.
K_INLINE int k_eventfd(void) { return k_result(eventfd(0, EFD_CLOEXEC)); }

/// The first signal that the C library leaves to programs.
K_INLINE int k_first_free_signal(void) { return SIGRTMIN; }

/// Blocks `signal` in the calling thread and those that it makes, so that it can be waited for.
K_INLINE int k_block_signal(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return -pthread_sigmask(SIG_BLOCK, &set, 0);
}

K_INLINE int k_unblock_signal(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    return -pthread_sigmask(SIG_UNBLOCK, &set, 0);
}

/// What sigqueue(3) does, but for one thread: `signal` is queued for `task` of `process`.
K_INLINE int k_queue_signal(pid_t process, pid_t task, int signal) {
    siginfo_t info;
    memset(&info, 0, sizeof info);
    info.si_signo = signal;
    info.si_code = SI_QUEUE;
    info.si_pid = process;
    return k_result((int)syscall(SYS_rt_tgsigqueueinfo, process, task, signal, &info));
}

/// Waits for one signal, which must be blocked. The signal.
K_INLINE int k_await_signal(int signal) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, signal);
    int result;
    do result = k_result(sigwaitinfo(&set, 0));
    while (result == -EINTR);
    return result;
}

/// A System V semaphore of value 0 that only this task and its descendants know. It outlives them all until it is
/// removed, or until its IPC namespace ends.
K_INLINE int k_sysv_make(void) { return k_result(semget(IPC_PRIVATE, 1, 0600)); }

K_INLINE int k_sysv_remove(int set) { return k_result(semctl(set, 0, IPC_RMID)); }

/// Adds `change` to the semaphore; a negative one sleeps until there is so much to take.
K_INLINE int k_sysv_change(int set, int change) {
    struct sembuf operation = {0, (short)change, 0};
    int result;
    do result = k_result(semop(set, &operation, 1));
    while (result == -EINTR);
    return result;
}

/// An epoll that watches `fd` for input, close-on-exec.
K_INLINE int k_epoll_for(int fd) {
    int poll = k_result(epoll_create1(EPOLL_CLOEXEC));
    struct epoll_event event = {.events = EPOLLIN};
    if (poll < 0) return poll;
    int added = k_result(epoll_ctl(poll, EPOLL_CTL_ADD, fd, &event));
    if (added == 0) return poll;
    close(poll);
    return added;
}

/// Sleeps until one event has come; 1 then.
K_INLINE int k_epoll_await(int poll) {
    struct epoll_event event;
    int result;
    do result = k_result(epoll_wait(poll, &event, 1, -1));
    while (result == -EINTR);
    return result;
}
