// What a process finds out about the kernel by trying it.
#pragma once

#include <errno.h>
#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <signal.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "clock.h"
#include "inline.h"
#include "result.h"

/// Whether the clock is read in user mode, by the code that the kernel maps into every process, or by a system call: a
/// child that is ended for that call reads it. 1, 0, or a negated error number where it could not be tried.
K_INLINE int k_clock_in_user_mode(void) {
    struct sock_filter code[] = {
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_clock_gettime, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_KILL),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    };
    struct sock_fprog program = {sizeof code / sizeof code[0], code};
    pid_t child = fork();
    if (child < 0) return -errno;
    if (child == 0) {
        int result = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
        if (result == 0) result = (int)syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program);
        if (result != 0) _exit(1);
        k_raw_ns();
        _exit(0);
    }
    int status = 0;
    while (waitpid(child, &status, 0) < 0)
        if (errno != EINTR) return -errno;
    if (WIFSIGNALED(status)) return WTERMSIG(status) == SIGSYS ? 0 : -ECANCELED;
    return WEXITSTATUS(status) == 0 ? 1 : -ENOSYS;
}

/// Whether the calling thread may be bound to a CPU that its mask leaves out. The mask stays as it is. 1 or 0.
K_INLINE int k_may_run_on(int cpu) {
    int size = 1 << 13;
    size_t bytes = CPU_ALLOC_SIZE(size);
    cpu_set_t *before = CPU_ALLOC(size), *wanted = CPU_ALLOC(size);
    int may = 0;
    if (before && wanted && cpu >= 0 && cpu < size && sched_getaffinity(0, bytes, before) == 0) {
        CPU_ZERO_S(bytes, wanted);
        CPU_SET_S(cpu, bytes, wanted);
        may = sched_setaffinity(0, bytes, wanted) == 0;
        if (may) sched_setaffinity(0, bytes, before);
    }
    if (before) CPU_FREE(before);
    if (wanted) CPU_FREE(wanted);
    return may;
}

/// Whether the kernel has restartable sequences. 1 or 0.
K_INLINE int k_has_rseq(void) {
#ifdef SYS_rseq
    return syscall(SYS_rseq, 0, 0, 0, 0) == 0 || errno != ENOSYS;
#else
    return 0;
#endif
}

/// Nanoseconds of the calling thread's slice, as the fair scheduler of Linux 6.12 and later gives it: 0 where the
/// kernel does not say, or a negated error number.
K_INLINE long k_slice_ns(void) {
    // struct sched_attr, its first version: linux/sched/types.h, which the C library's own header conflicts with.
    struct {
        unsigned size, policy;
        unsigned long long flags;
        int nice;
        unsigned priority;
        unsigned long long runtime, deadline, period;
    } attributes = {0};
    if (syscall(SYS_sched_getattr, 0, &attributes, sizeof attributes, 0) != 0) return -errno;
    return attributes.policy == 0 ? (long)attributes.runtime : 0;
}
