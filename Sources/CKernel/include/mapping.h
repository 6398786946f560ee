// Memory as the probes need it: a page that two processes share, and a chase through a random cycle.
#pragma once

#include <stddef.h>
#include <stdint.h>
#include <sys/mman.h>
#include <sys/personality.h>

#include "inline.h"
#include "result.h"

/// `bytes` of zeroed memory that children share, from `*start` on.
K_INLINE int k_shared(size_t bytes, void **start) {
    void *p = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    if (p == MAP_FAILED) return -errno;
    *start = p;
    return 0;
}

/// `bytes` of private zeroed memory from `*start` on, which is a multiple of `alignment` (a power of two). The whole
/// mapping, for munmap, is `*base` and `bytes + alignment` long.
K_INLINE int k_private(size_t bytes, size_t alignment, void **base, void **start) {
    void *p = mmap(0, bytes + alignment, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (p == MAP_FAILED) return -errno;
    *base = p;
    *start = (void *)(((uintptr_t)p + alignment - 1) & ~(uintptr_t)(alignment - 1));
    return 0;
}

/// Follows `steps` pointers from `at`, each load waiting for the one before, and says where it ended.
K_INLINE void **k_chase(void **at, long steps) {
    for (long i = 0; i < steps; i++) {
        at = (void **)*at;
        __asm__ volatile("" : "+r"(at));
    }
    return at;
}

/// A file that only memory holds, close-on-exec. Its descriptor.
K_INLINE int k_memory_file(const char *name) { return k_result(memfd_create(name, MFD_CLOEXEC)); }

/// The same for a program: where it is not said that it may be run, vm.memfd_noexec (Linux 6.3) may decide that it may
/// not. Kernels before do not know the flag.
K_INLINE int k_memory_program(const char *name) {
    const unsigned executable = 0x10;
    int file = k_result(memfd_create(name, MFD_CLOEXEC | executable));
    return file == -EINVAL ? k_memory_file(name) : file;
}

/// Changes one word in every 64 bytes: a working set that is used.
K_INLINE void k_touch(void *set, size_t bytes) {
    volatile uint64_t *word = set;
    for (size_t i = 0; i < bytes / 8; i += 8) word[i] += 1;
}

enum {
    /// Asks personality(2) and changes nothing.
    k_personality_asked = 0xffffffff,
    /// Programs that the task becomes lie where they always lie.
    k_fixed_addresses = ADDR_NO_RANDOMIZE,
};

/// How the kernel lays things out for the calling task, before it is as wanted from now on; or a negated error number.
K_INLINE int k_personality(unsigned int wanted) { return k_result(personality(wanted)); }
