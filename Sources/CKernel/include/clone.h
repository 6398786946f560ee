// Threads without a library round them.
#pragma once

#include <errno.h>
#include <sched.h>
#include <stdint.h>

#include "task.h"

/// What a raw thread shares with its maker: all that pthread_create shares, and the word `*tid` is cleared and woken
/// when it has ended.
enum {
    k_thread_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                     CLONE_CHILD_CLEARTID | CLONE_PARENT_SETTID,
};

/// A thread by `clone` alone, which ends at once: the new task's first and only call is `exit`. `stack` is the top of
/// a few bytes that it may have. Its tid, or a negated errno.
static inline long k_clone_thread_exit(void *stack, uint32_t *tid) {
#if defined(__x86_64__)
    long result;
    register uint32_t *r10 __asm__("r10") = tid;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xor %%edi, %%edi\n\t"
                     "mov %[exit], %%eax\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone), "D"((long)k_thread_flags), "S"(stack), "d"(tid), "r"(r10), "r"(r8),
                       [exit] "i"(SYS_exit)
                     : "rcx", "r11", "memory");
    return result;
#else
    // Here the order of the arguments is flags, stack, parent tid, thread pointer, child tid.
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = k_thread_flags;
    register void *x1 __asm__("x1") = stack;
    register uint32_t *x2 __asm__("x2") = tid;
    register long x3 __asm__("x3") = 0;
    register uint32_t *x4 __asm__("x4") = tid;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x8, %[exit]\n\t"
                     "svc #0\n"
                     "1:"
                     : "+r"(x0), "+r"(x8)
                     : "r"(x1), "r"(x2), "r"(x3), "r"(x4), [exit] "i"(SYS_exit)
                     : "memory");
    return x0;
#endif
}

/// Waits until the kernel has cleared the word of a thread made by `k_clone_thread_exit`: it is gone then.
static inline void k_await_thread_end(uint32_t *tid) {
    for (uint32_t seen; (seen = k_load(tid)) != 0;) k_futex_wait(tid, seen);
}

/// The environment of this process, for a program that it starts.
static inline char **k_environment(void) {
    extern char **environ;
    return environ;
}
