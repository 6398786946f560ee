// Threads without a library round them.
#pragma once

#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <sys/auxv.h>

#include "task.h"
#include "inline.h"

/// What a raw thread shares with its maker: all that pthread_create shares, and the word `*tid` is cleared and woken
/// when it has ended.
enum {
    k_thread_flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM |
                     CLONE_CHILD_CLEARTID | CLONE_PARENT_SETTID,
};

/// A task by `clone` alone, which ends at once: the new task's first and only call is `exit`. `stack` is the top of a
/// few bytes that it may have; null where it has memory of its own and so a copy of its maker's. `parent_tid` and
/// `child_tid` are what the flags make of them. Its number.
K_INLINE long k_clone_exit(long flags, void *stack, uint32_t *parent_tid, uint32_t *child_tid) {
#if defined(__x86_64__)
    long result;
    register uint32_t *r10 __asm__("r10") = child_tid;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n\t"
                     "xor %%edi, %%edi\n\t"
                     "mov %[exit], %%eax\n\t"
                     "syscall\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone), "D"(flags), "S"(stack), "d"(parent_tid), "r"(r10), "r"(r8),
                       [exit] "i"(SYS_exit)
                     : "rcx", "r11", "memory");
    return result;
#else
    // Here the order of the arguments is flags, stack, parent tid, thread pointer, child tid.
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = flags;
    register void *x1 __asm__("x1") = stack;
    register uint32_t *x2 __asm__("x2") = parent_tid;
    register long x3 __asm__("x3") = 0;
    register uint32_t *x4 __asm__("x4") = child_tid;
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

// Processes with a copy of their maker's memory. What their children run lies together, in its own section of the
// program, and needs besides it the stack, the C library and what that keeps for the thread, nothing else. So the rest
// of the maker's memory may be left out of the copy.

/// fork; the child ends at once. Its number.
pid_t k_fork_exit(void);

/// fork; the child becomes the program at `path` (less than 256 bytes), without arguments, and ends with 127 if it
/// cannot. Its number.
pid_t k_fork_exec(const char *path);

/// A process by `clone` alone, which ends at once. Its number.
long k_clone_process_exit(void);

/// A process made by clone3 whose descriptor is put into `*pidfd`.
long k_clone3_pidfd_exit(int *pidfd);

/// A process that begins its life in the control group (version 2) whose folder is open as `group`.
long k_clone3_cgroup_exit(int group);

/// Where the code of those children lies.
void k_child_code(uintptr_t *start, uintptr_t *end);

/// Where the C library's fork is, and the dynamic linker (0 in a static program).
K_INLINE uintptr_t k_address_of_fork(void) { return (uintptr_t)&fork; }
K_INLINE uintptr_t k_address_of_linker(void) { return getauxval(AT_BASE); }

/// A thread by `clone` alone, which ends at once. Its number.
K_INLINE long k_clone_thread_exit(void *stack, uint32_t *tid) {
    return k_clone_exit(k_thread_flags, stack, tid, tid);
}

/// A thread that sleeps in the kernel until its process ends. It never touches its stack, so all may have the same.
/// Its number.
K_INLINE long k_clone_thread_parked(void *stack) {
    long flags = CLONE_VM | CLONE_FS | CLONE_FILES | CLONE_SIGHAND | CLONE_THREAD | CLONE_SYSVSEM;
#if defined(__x86_64__)
    long result;
    register long r10 __asm__("r10") = 0;
    register long r8 __asm__("r8") = 0;
    __asm__ volatile("syscall\n\t"
                     "test %%rax, %%rax\n\t"
                     "jnz 1f\n"
                     "2:\n\t"
                     "xor %%edi, %%edi\n\t"
                     "xor %%esi, %%esi\n\t"
                     "mov %[sleep], %%eax\n\t"
                     "syscall\n\t"
                     "jmp 2b\n"
                     "1:"
                     : "=a"(result)
                     : "a"((long)SYS_clone), "D"(flags), "S"(stack), "d"(0L), "r"(r10), "r"(r8),
                       [sleep] "i"(SYS_ppoll)
                     : "rcx", "r11", "memory");
    return result;
#else
    register long x8 __asm__("x8") = SYS_clone;
    register long x0 __asm__("x0") = flags;
    register void *x1 __asm__("x1") = stack;
    register long x2 __asm__("x2") = 0;
    register long x3 __asm__("x3") = 0;
    register long x4 __asm__("x4") = 0;
    __asm__ volatile("svc #0\n\t"
                     "cbnz x0, 1f\n\t"
                     "mov x8, %[sleep]\n"
                     "2:\n\t"
                     "mov x0, #0\n\t"
                     "mov x1, #0\n\t"
                     "svc #0\n\t"
                     "b 2b\n"
                     "1:"
                     : "+r"(x0), "+r"(x8), "+r"(x1)
                     : "r"(x2), "r"(x3), "r"(x4), [sleep] "i"(SYS_ppoll)
                     : "memory");
    return x0;
#endif
}

/// What `k_clone_exit` takes: a process with memory of its own; one that shares its maker's; the same, writing its
/// number as it sees it itself; one that is the first of a PID namespace; and one in a user namespace of its own.
enum {
    k_process = SIGCHLD,
    k_process_sharing_memory = CLONE_VM | SIGCHLD,
    k_process_telling_number = CLONE_VM | CLONE_CHILD_SETTID | SIGCHLD,
    k_process_in_pid_namespace = CLONE_VM | CLONE_NEWPID | SIGCHLD,
    k_process_in_user_namespace = CLONE_VM | CLONE_NEWUSER | SIGCHLD,
};

/// fork into a PID namespace of its own. The child may only call what is async-signal-safe. 0 in the child, its number
/// in the parent.
K_INLINE long k_fork_pid_namespace(void) {
    return k_syscall6(SYS_clone, CLONE_NEWPID | SIGCHLD, 0, 0, 0, 0, 0);
}

/// Waits until the kernel has cleared the word of a thread made by `k_clone_thread_exit`: it is gone then.
K_INLINE void k_await_thread_end(uint32_t *tid) {
    for (uint32_t seen; (seen = k_load(tid)) != 0;) k_futex_wait(tid, seen);
}

/// The environment of this process, for a program that it starts.
K_INLINE char **k_environment(void) {
    extern char **environ;
    return environ;
}
