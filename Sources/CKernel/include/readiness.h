// Waiting for many descriptors at once, with the declarations that the Swift overlay leaves out.
#pragma once

#include <stdint.h>
#include <string.h>
#include <sys/epoll.h>

#include "call.h"
#include "inline.h"
#include "result.h"

enum {
    /// There is something to be read now that there was not before.
    k_epoll_edge = (int)(EPOLLIN | EPOLLET),
    /// The same, told to one waiter, once, until it asks again.
    k_epoll_once = (int)(EPOLLIN | EPOLLET | EPOLLONESHOT),
    /// There is room to be written to that was not there before.
    k_epoll_room = (int)(EPOLLOUT | EPOLLET),
};

/// An epoll that watches nothing yet, close-on-exec.
static inline int k_epoll_create(void) { return k_result(epoll_create1(EPOLL_CLOEXEC)); }

/// Adds `fd` (or asks again, if `again`); what is told of it comes with `pointer`.
static inline int k_epoll_watch(int set, int fd, int events, void *pointer, int again) {
    struct epoll_event event = {.events = (uint32_t)events, .data = {.ptr = pointer}};
    return k_result(epoll_ctl(set, again ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, fd, &event));
}

/// No longer tells anything of `fd`.
static inline int k_epoll_forget(int set, int fd) { return k_result(epoll_ctl(set, EPOLL_CTL_DEL, fd, 0)); }

/// Waits for events, by the instruction itself. How many there are.
K_INLINE long k_epoll_await_events(int set, struct epoll_event *events, int capacity) {
    return k_syscall6(SYS_epoll_pwait, set, (long)events, capacity, -1, 0, 8);
}

/// Which of the events there are now, without waiting, through the C library. How many there are.
K_INLINE int k_epoll_look(int set, struct epoll_event *events, int capacity) {
    return k_result(epoll_wait(set, events, capacity, 0));
}

/// Asks of descriptors below `limit` which can be read from, without waiting. The sets have a bit for each, in words of
/// 64; the kernel writes its answer over the one that asks, so that this is copied first. How many can be.
K_INLINE long k_select_look(int limit, const uint64_t *wanted, uint64_t *set) {
    struct timespec none = {0, 0};
    memcpy(set, wanted, (size_t)(limit + 63) / 64 * 8);
    return k_syscall6(SYS_pselect6, limit, (long)set, 0, 0, (long)&none, 0);
}
