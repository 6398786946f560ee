// Where a task runs, and what the kernel keeps up to date for it there.
#pragma once

#include <linux/membarrier.h>
#include <sched.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/rseq.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "result.h"

enum {
    k_membarrier_query = MEMBARRIER_CMD_QUERY,
    k_membarrier_global = MEMBARRIER_CMD_GLOBAL,
    k_membarrier_global_expedited = MEMBARRIER_CMD_GLOBAL_EXPEDITED,
    k_membarrier_private = MEMBARRIER_CMD_PRIVATE_EXPEDITED,
    k_membarrier_register_private = MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED,
    k_membarrier_sync_core = MEMBARRIER_CMD_PRIVATE_EXPEDITED_SYNC_CORE,
    k_membarrier_register_sync_core = MEMBARRIER_CMD_REGISTER_PRIVATE_EXPEDITED_SYNC_CORE,
    // Linux 5.10; older headers have no names for them.
    k_membarrier_rseq = 1 << 7,
    k_membarrier_register_rseq = 1 << 8,
};

/// Asks for a barrier, or with the query for the commands that there are.
K_INLINE int k_membarrier(int command) { return k_result((int)syscall(SYS_membarrier, command, 0, 0)); }

/// The CPU on which the caller runs, as the C library knows it: from the page of restartable sequences (rseq) where
/// that is registered, from the vDSO otherwise.
K_INLINE int k_library_getcpu(void) { return sched_getcpu(); }

/// Whether the C library registered restartable sequences for the calling thread.
static inline int k_rseq_is_registered(void) { return __rseq_size != 0; }

static inline void *k_rseq_area(void) {
#if defined(__x86_64__)
    char *thread;
    __asm__("movq %%fs:0, %0" : "=r"(thread));
#else
    char *thread = __builtin_thread_pointer();
#endif
    return thread + __rseq_offset;
}

/// Ends the kernel's care for the area of the calling thread, or begins it anew. How long the area is, the library
/// does not say outright: `*length` is found out by the first call where it is 0.
static inline int k_rseq_registered(int wanted, uint32_t *length) {
    const int unregister = 1;
    if (*length != 0)
        return k_result((int)syscall(SYS_rseq, k_rseq_area(), *length, wanted ? 0 : unregister, RSEQ_SIG));
    int result = -EINVAL;
    for (uint32_t size = 32; size <= 256 && result == -EINVAL; size += 4) {
        result = k_result((int)syscall(SYS_rseq, k_rseq_area(), size, unregister, RSEQ_SIG));
        if (result == 0) *length = size;
    }
    if (result != 0 || !wanted) return result;
    return k_rseq_registered(1, length);
}
