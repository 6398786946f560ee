// The clocks: the time stamp counter where it can be trusted, the kernel's raw monotonic clock elsewhere.
#pragma once

#include <stdint.h>
#include <sys/types.h>
#include <time.h>

#include "inline.h"

/// Nanoseconds on any clock of the kernel's, such as that of a process's CPU time.
K_INLINE int64_t k_clock_ns(clockid_t clock) {
    struct timespec t;
    clock_gettime(clock, &t);
    return (int64_t)t.tv_sec * 1000000000 + t.tv_nsec;
}

/// The clock of the CPU time of a thread of this process, by its number (how it is made: the kernel's
/// include/linux/posix-timers.h).
K_INLINE clockid_t k_clock_of_thread(pid_t task) { return (clockid_t)(~(unsigned)task << 3 | 6); }

/// Nanoseconds of CLOCK_MONOTONIC_RAW, which no time daemon bends.
K_INLINE int64_t k_raw_ns(void) { return k_clock_ns(CLOCK_MONOTONIC_RAW); }

/// The call that the C library answers in user space, by code that the kernel maps into every process (the vDSO).
K_INLINE void k_vdso_call(void) {
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
}

#if defined(__x86_64__)

#include <cpuid.h>

/// Ticks of the time stamp counter: reference cycles, not core cycles. Fenced on both sides, so that what is timed
/// neither leaks out in front nor behind.
K_INLINE uint64_t k_ticks(void) {
    uint32_t low, high;
    __asm__ volatile("lfence\n\trdtsc\n\tlfence" : "=a"(low), "=d"(high) : : "memory");
    return (uint64_t)high << 32 | low;
}

/// Whether the counter runs at one rate in every power state (CPUID 8000_0007h, EDX bit 8).
K_INLINE int k_ticks_invariant(void) {
    uint32_t a, b, c, d;
    if (!__get_cpuid(0x80000007, &a, &b, &c, &d)) return 0;
    return d >> 8 & 1;
}

/// `cpuid`, which a hypervisor must trap: the price of leaving the guest and coming back.
K_INLINE void k_trap(void) {
    uint32_t a = 0, b, c = 0, d;
    __asm__ volatile("cpuid" : "+a"(a), "=b"(b), "+c"(c), "=d"(d) : : "memory");
}

#elif defined(__aarch64__)

/// Ticks of the generic timer's virtual count: reference ticks, not core cycles.
K_INLINE uint64_t k_ticks(void) {
    uint64_t ticks;
    __asm__ volatile("isb\n\tmrs %0, cntvct_el0\n\tisb" : "=r"(ticks) : : "memory");
    return ticks;
}

/// The architecture promises a constant rate.
K_INLINE int k_ticks_invariant(void) { return 1; }

#endif
