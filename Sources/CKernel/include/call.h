// System calls by the instruction itself: no library wrapper, no errno.
#pragma once

#include <stdint.h>
#include <sys/syscall.h>

#include "inline.h"

/// Numbers that Swift cannot import, because the headers spell some of them as expressions.
enum {
    k_nr_getppid = SYS_getppid,
    k_nr_openat = SYS_openat,
    k_nr_close = SYS_close,
    k_nr_read = SYS_read,
    k_nr_write = SYS_write,
    k_nr_sched_yield = SYS_sched_yield,
    /// No kernel has a call of this number: what remains is entering and leaving.
    k_nr_none = 0xfff,
    /// getppid in the table that `int 0x80` uses, which is the 32-bit one.
    k_nr_getppid_i386 = 64,
};

#if defined(__x86_64__)

K_INLINE long k_syscall0(long number) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number) : "rcx", "r11", "memory");
    return result;
}

K_INLINE long k_syscall3(long number, long a, long b, long c) {
    long result;
    __asm__ volatile("syscall" : "=a"(result) : "a"(number), "D"(a), "S"(b), "d"(c) : "rcx", "r11", "memory");
    return result;
}

K_INLINE long k_syscall6(long number, long a, long b, long c, long d, long e, long f) {
    long result;
    register long r10 __asm__("r10") = d;
    register long r8 __asm__("r8") = e;
    register long r9 __asm__("r9") = f;
    __asm__ volatile("syscall"
                     : "=a"(result)
                     : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                     : "rcx", "r11", "memory");
    return result;
}

/// The gate of 32-bit programs, which many kernels keep open for 64-bit ones: older and slower than `syscall`.
K_INLINE long k_int80_0(long number) {
    long result;
    __asm__ volatile("int $0x80" : "=a"(result) : "a"(number) : "memory", "r8", "r9", "r10", "r11");
    return result;
}

#elif defined(__aarch64__)

K_INLINE long k_syscall6(long number, long a, long b, long c, long d, long e, long f) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    register long x3 __asm__("x3") = d;
    register long x4 __asm__("x4") = e;
    register long x5 __asm__("x5") = f;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2), "r"(x3), "r"(x4), "r"(x5) : "memory");
    return x0;
}

K_INLINE long k_syscall3(long number, long a, long b, long c) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0") = a;
    register long x1 __asm__("x1") = b;
    register long x2 __asm__("x2") = c;
    __asm__ volatile("svc #0" : "+r"(x0) : "r"(x8), "r"(x1), "r"(x2) : "memory");
    return x0;
}

K_INLINE long k_syscall0(long number) {
    register long x8 __asm__("x8") = number;
    register long x0 __asm__("x0");
    __asm__ volatile("svc #0" : "=r"(x0) : "r"(x8) : "memory");
    return x0;
}

#else
#error "toll knows x86-64 and AArch64 only"
#endif

/// One byte from `fd` into `byte`; 1 when it came.
K_INLINE long k_read1(int fd, void *byte) { return k_syscall3(SYS_read, fd, (long)byte, 1); }

/// One byte from `byte` to `fd`; 1 when it went.
K_INLINE long k_write1(int fd, const void *byte) { return k_syscall3(SYS_write, fd, (long)byte, 1); }

/// Nothing, but the compiler may not drop it: an empty loop stays a loop.
K_INLINE void k_nothing(void) { __asm__ volatile(""); }
