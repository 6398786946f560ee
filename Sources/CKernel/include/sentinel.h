// Two little loops that tell the state of the core without looking at what is measured. A neighbour on the other half
// of the core slows the second and not the first; a clock that moves slows both alike.
#pragma once

#include <stdint.h>

#include "inline.h"

enum {
    /// Dependent multiplies in `k_sentinel_chain`.
    k_sentinel_chain_length = 3200,
    /// Independent adds in `k_sentinel_adds`.
    k_sentinel_adds_count = 16000,
};

#if defined(__x86_64__)
#define K_MULTIPLY "imul %0, %0\n\t"
#define K_ADD(r) "add $1, %" #r "\n\t"
#elif defined(__aarch64__)
#define K_MULTIPLY "mul %0, %0, %0\n\t"
#define K_ADD(r) "add %" #r ", %" #r ", #1\n\t"
#endif
#define K_MULTIPLY8 K_MULTIPLY K_MULTIPLY K_MULTIPLY K_MULTIPLY K_MULTIPLY K_MULTIPLY K_MULTIPLY K_MULTIPLY
#define K_ADD8 K_ADD(0) K_ADD(1) K_ADD(2) K_ADD(3) K_ADD(4) K_ADD(5) K_ADD(6) K_ADD(7)

/// Multiplies that each wait for the one before: their rate is the core's clock.
K_INLINE void k_sentinel_chain(void) {
    uint64_t x = 3;
    for (int i = 0; i < k_sentinel_chain_length / 8; i++) __asm__ volatile(K_MULTIPLY8 : "+r"(x));
}

/// Adds that wait for nothing: their rate is the share of the core's width that is ours.
K_INLINE void k_sentinel_adds(void) {
    uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0;
    for (int i = 0; i < k_sentinel_adds_count / 16; i++)
        __asm__ volatile(K_ADD8 K_ADD8
                         : "+r"(a), "+r"(b), "+r"(c), "+r"(d), "+r"(e), "+r"(f), "+r"(g), "+r"(h));
}

#undef K_ADD8
#undef K_MULTIPLY8
#undef K_ADD
#undef K_MULTIPLY
