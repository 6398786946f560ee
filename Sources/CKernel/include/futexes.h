// The operations of futex(2) beside waiting and waking, and what futex_waitv(2) takes.
#pragma once

#include <linux/futex.h>
#include <stdint.h>

#include "inline.h"

enum {
    k_futex_op_wait = FUTEX_WAIT_PRIVATE,
    k_futex_op_wake = FUTEX_WAKE_PRIVATE,
    k_futex_op_requeue = FUTEX_CMP_REQUEUE_PRIVATE,
    k_futex_op_lock_pi = FUTEX_LOCK_PI_PRIVATE,
    k_futex_op_unlock_pi = FUTEX_UNLOCK_PI_PRIVATE,
};

/// One of the words that futex_waitv(2) waits for, all at once (struct futex_waitv, Linux 5.16).
struct k_futex_waiter {
    uint64_t value;
    uint64_t word;
    uint32_t flags;
    uint32_t reserved;
};

/// A waiter for a word of 32 bits that no other process has.
K_INLINE struct k_futex_waiter k_waiter(const uint32_t *word, uint32_t value) {
    enum { size_u32 = 2 };
    struct k_futex_waiter waiter = {value, (uint64_t)(uintptr_t)word, size_u32 | FUTEX_PRIVATE_FLAG, 0};
    return waiter;
}
