// The wide vector registers, whose contents a switch must save when they are in use and may leave out when not.
#pragma once

#include <stdint.h>

#if defined(__x86_64__)

#include <cpuid.h>

/// Bits of the state components (Intel SDM volume 1, chapter 13): upper halves of ymm0-15, upper halves of zmm0-15,
/// and zmm16-31.
enum { k_state_avx = 1 << 2, k_state_avx512 = 3 << 6 };

static inline uint64_t k_xgetbv(uint32_t index) {
    uint32_t low, high;
    __asm__ volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(index));
    return (uint64_t)high << 32 | low;
}

/// The state components that this processor has and this kernel saves.
static inline uint64_t k_states_enabled(void) {
    uint32_t a, b, c, d;
    if (!__get_cpuid(1, &a, &b, &c, &d) || !(c >> 27 & 1)) return 0;
    return k_xgetbv(0);
}

/// Whether the processor reports which components are in use (XGETBV with 1).
static inline int k_states_told(void) {
    uint32_t a, b, c, d;
    return __get_cpuid_count(13, 1, &a, &b, &c, &d) && (a >> 2 & 1);
}

/// The components of the calling task that are in use, and that a switch therefore saves.
static inline uint64_t k_states_in_use(void) { return k_xgetbv(1); }

/// Fills the upper half of every ymm register, past the compiler's back: it uses none of them between two system
/// calls, so they stay in use.
static inline void k_use_ymm(void) {
    __asm__ volatile(
        ".irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15\n\t"
        "vpcmpeqd %%ymm\\i, %%ymm\\i, %%ymm\\i\n\t"
        ".endr"
        : : : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
          "xmm12", "xmm13", "xmm14", "xmm15");
}

/// Fills every zmm register.
static inline void k_use_zmm(void) {
    __asm__ volatile(
        ".irp i, 0,1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25,26,27,28,29,30,31\n\t"
        "vpternlogd $255, %%zmm\\i, %%zmm\\i, %%zmm\\i\n\t"
        ".endr"
        : : : "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11",
          "xmm12", "xmm13", "xmm14", "xmm15");
}

#endif
