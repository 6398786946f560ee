// Calls on mappings, by the instruction where the C library's own books would be upset.
#pragma once

#include <stdint.h>
#include <sys/mman.h>
#include <sys/syscall.h>

#include "call.h"
#include "result.h"

/// Where the heap of the process ends, or is to end from now on. Where it ends then.
K_INLINE uintptr_t k_break(uintptr_t end) { return (uintptr_t)k_syscall3(SYS_brk, (long)end, 0, 0); }

/// Moves a mapping to a place that is its own.
K_INLINE int k_move_mapping(void *from, size_t bytes, void *to) {
    return mremap(from, bytes, bytes, MREMAP_MAYMOVE | MREMAP_FIXED, to) == to ? 0 : -errno;
}
