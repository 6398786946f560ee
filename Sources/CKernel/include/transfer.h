// Bytes and descriptors from one task to another, and the words in which several tasks count together.
#pragma once

#include <errno.h>
#include <stdint.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/uio.h>

#include "call.h"
#include "result.h"
#include "task.h"

/// Up to `count` bytes from `fd`: how many came, 0 at the end.
static inline long k_read(int fd, void *bytes, long count) { return k_syscall3(SYS_read, fd, (long)bytes, count); }

/// Up to `count` bytes to `fd`: how many went.
static inline long k_write(int fd, const void *bytes, long count) {
    return k_syscall3(SYS_write, fd, (long)bytes, count);
}

/// Hands `count` (at most two) descriptors over a UNIX socket.
static inline int k_send_descriptors(int channel, const int *descriptors, int count) {
    char byte = (char)count;
    struct iovec part = {&byte, 1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control};
    message.msg_controllen = CMSG_SPACE((size_t)count * sizeof(int));
    control.header.cmsg_level = SOL_SOCKET;
    control.header.cmsg_type = SCM_RIGHTS;
    control.header.cmsg_len = CMSG_LEN((size_t)count * sizeof(int));
    memcpy(CMSG_DATA(&control.header), descriptors, (size_t)count * sizeof(int));
    return sendmsg(channel, &message, MSG_NOSIGNAL) < 0 ? -errno : 0;
}

/// Takes what `k_send_descriptors` handed over, at most two. How many came; 0 when there will be no more.
static inline int k_receive_descriptors(int channel, int *descriptors) {
    char byte;
    struct iovec part = {&byte, 1};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct msghdr message = {
        .msg_iov = &part, .msg_iovlen = 1, .msg_control = &control, .msg_controllen = sizeof control};
    int got = k_result((int)recvmsg(channel, &message, MSG_CMSG_CLOEXEC));
    if (got <= 0) return got;
    if (message.msg_controllen < CMSG_LEN(sizeof(int)) || control.header.cmsg_type != SCM_RIGHTS)
        return (message.msg_flags & MSG_CTRUNC) ? -EMFILE : -EPROTO;
    int count = (int)((control.header.cmsg_len - CMSG_LEN(0)) / sizeof(int));
    memcpy(descriptors, CMSG_DATA(&control.header), (size_t)count * sizeof(int));
    return count;
}

/// Adds to a word that others add to as well.
static inline void k_add(uint32_t *word, uint32_t amount) { __atomic_fetch_add(word, amount, __ATOMIC_ACQ_REL); }

/// Sets a word that is 0. False: somebody was first.
static inline int k_set_first(uint32_t *word, uint32_t value) {
    uint32_t expected = 0;
    return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/// Tells the core that this is a loop that waits.
static inline void k_pause(void) {
#if defined(__x86_64__)
    __asm__ volatile("pause");
#else
    __asm__ volatile("yield");
#endif
}

/// Has a UNIX socket say who sent what comes out of it.
static inline int k_tell_senders(int socket) {
    int yes = 1;
    return k_result(setsockopt(socket, SOL_SOCKET, SO_PASSCRED, &yes, sizeof yes));
}

/// What comes in one piece, through a socket or a pipe, within so many milliseconds: how many bytes, 0 at the end. The
/// number that its sender has for the caller goes to `sender`; 0 where the kernel does not say.
static inline long k_receive_from(int file, void *bytes, size_t count, int milliseconds, int *sender) {
    // A pollfd, whose header Swift is to find in the C library's own module.
    struct {
        int file;
        short wanted, found;
    } asked = {file, 1 /* POLLIN */, 0};
    struct timespec limit = {milliseconds / 1000, milliseconds % 1000 * 1000000L};
    long ready = k_syscall6(SYS_ppoll, (long)&asked, 1, (long)&limit, 0, 0, 0);
    if (ready <= 0) return ready < 0 ? ready : -ETIMEDOUT;
    struct iovec part = {bytes, count};
    union {
        struct cmsghdr header;
        char bytes[CMSG_SPACE(sizeof(struct ucred))];
    } control;
    struct msghdr message = {.msg_iov = &part, .msg_iovlen = 1, .msg_control = &control,
                             .msg_controllen = sizeof control};
    *sender = 0;
    ssize_t got = recvmsg(file, &message, MSG_CMSG_CLOEXEC);
    if (got < 0 && errno == ENOTSOCK) got = read(file, bytes, count);
    else if (got > 0 && message.msg_controllen >= sizeof control && control.header.cmsg_type == SCM_CREDENTIALS)
        *sender = ((struct ucred *)CMSG_DATA(&control.header))->pid;
    return got < 0 ? -errno : got;
}
