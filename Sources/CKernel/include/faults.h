// Page faults: memory that is touched page by page, and faults that are answered in user space.
#pragma once

#include <fcntl.h>
#include <linux/userfaultfd.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "inline.h"
#include "result.h"

enum {
    /// The kernel makes the pages present, as a write to each would (Linux 5.14).
    k_populate_write = 23,
};

/// Writes one byte at `count` places, `stride` bytes apart.
K_INLINE void k_write_pages(void *start, size_t count, size_t stride) {
    volatile char *place = start;
    for (size_t i = 0; i < count; i++) place[i * stride] = 1;
}

/// Reads one byte at `count` places, `stride` bytes apart.
K_INLINE void k_read_pages(const void *start, size_t count, size_t stride) {
    const volatile char *place = start;
    for (size_t i = 0; i < count; i++) (void)place[i * stride];
}

/// Whether the calling process gets no huge pages that it did not ask for by name, from now on.
static inline int k_refuse_huge_pages(int refuses) {
    return k_result(prctl(PR_SET_THP_DISABLE, refuses, 0, 0, 0));
}

/// A descriptor through which the faults of missing pages between `start` and `start + bytes` are reported and
/// answered.
static inline int k_userfault(void *start, size_t bytes) {
    // Without the flag, faults of the kernel itself would be reported too, which takes root.
    const int user_mode_only = 1;
    int fd = k_result((int)syscall(SYS_userfaultfd, O_CLOEXEC | user_mode_only));
    // Linux 5.11 was the first to know the flag.
    if (fd == -EINVAL) fd = k_result((int)syscall(SYS_userfaultfd, O_CLOEXEC));
    if (fd < 0) return fd;
    struct uffdio_api api = {.api = UFFD_API};
    struct uffdio_register wanted = {
        .range = {.start = (uintptr_t)start, .len = bytes}, .mode = UFFDIO_REGISTER_MODE_MISSING};
    int result = k_result(ioctl(fd, UFFDIO_API, &api));
    if (result == 0) result = k_result(ioctl(fd, UFFDIO_REGISTER, &wanted));
    if (result == 0) return fd;
    close(fd);
    return result;
}

/// Waits for one fault and answers it with a copy of `page`; where it was goes to `place`. 0, or what went wrong.
static inline int k_userfault_answer(int fd, const void *page, size_t bytes, uintptr_t *place) {
    struct uffd_msg message;
    long got = read(fd, &message, sizeof message);
    if (got != (long)sizeof message) return got < 0 ? -errno : -EPROTO;
    if (message.event != UFFD_EVENT_PAGEFAULT) return -EPROTO;
    uintptr_t at = (uintptr_t)message.arg.pagefault.address & ~(uintptr_t)(bytes - 1);
    struct uffdio_copy copy = {.dst = at, .src = (uintptr_t)page, .len = bytes};
    int result = k_result(ioctl(fd, UFFDIO_COPY, &copy));
    if (result == 0) *place = at;
    return result;
}
