// Tasks: making them, binding them to a CPU, tying their life to their parent's, and waking them.
#pragma once

#include <errno.h>
#include <linux/futex.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "call.h"
#include "inline.h"
#include "result.h"

/// fork, which Swift's overlay hides. The child may only call what is async-signal-safe. 0 in the child, its number in
/// the parent.
K_INLINE pid_t k_fork(void) { return k_result(fork()); }

/// A vfork whose child ends at once and is reaped: in one function of its own, because vfork may not return through
/// a frame twice. The child's number.
pid_t k_vfork_exit_wait(void);

K_INLINE pid_t k_gettid(void) { return (pid_t)syscall(SYS_gettid); }

/// The calling process dies with the thread that made it.
K_INLINE int k_die_with_parent(int signal) { return k_result(prctl(PR_SET_PDEATHSIG, signal, 0, 0, 0)); }

/// Orphans of the calling process's descendants become its children, so that it can reap them.
K_INLINE int k_adopt_orphans(void) { return k_result(prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)); }

/// A descriptor that can be read once the process has ended, close-on-exec (Linux 5.3).
K_INLINE int k_pidfd(pid_t process) {
#ifdef SYS_pidfd_open
    return k_result((int)syscall(SYS_pidfd_open, process, 0));
#else
    return -ENOSYS;
#endif
}

/// Binds `task` (0: the caller) to one CPU.
K_INLINE int k_pin(pid_t task, int cpu) {
    // No kernel is built for so many, and the mask of a larger number would not fit into memory.
    if (cpu < 0 || cpu >= 1 << 16) return -EINVAL;
    size_t bytes = CPU_ALLOC_SIZE(cpu + 1);
    cpu_set_t *mask = CPU_ALLOC(cpu + 1);
    if (!mask) return -ENOMEM;
    CPU_ZERO_S(bytes, mask);
    CPU_SET_S(cpu, bytes, mask);
    int result = k_result(sched_setaffinity(task, bytes, mask));
    CPU_FREE(mask);
    return result;
}

/// The CPU numbers that `task` (0: the caller) may run on, ascending, at most `capacity` of them into `cpus`. How many
/// there are. Masks of more than 1024 CPUs are read whole.
K_INLINE int k_allowed_cpus(pid_t task, int *cpus, int capacity) {
    for (int size = 1024; size <= 1 << 16; size *= 2) {
        size_t bytes = CPU_ALLOC_SIZE(size);
        cpu_set_t *mask = CPU_ALLOC(size);
        if (!mask) return -ENOMEM;
        int result = k_result(sched_getaffinity(task, bytes, mask));
        if (result == 0) {
            int found = 0;
            for (int cpu = 0; cpu < size && found < capacity; cpu++)
                if (CPU_ISSET_S(cpu, bytes, mask)) cpus[found++] = cpu;
            CPU_FREE(mask);
            return found;
        }
        CPU_FREE(mask);
        if (result != -EINVAL) return result;
    }
    return -EINVAL;
}

/// The calling thread's own switches and page faults, counted by the kernel.
K_INLINE int k_thread_usage(struct rusage *usage) { return k_result(getrusage(RUSAGE_THREAD, usage)); }

K_INLINE int k_exit_status(int status) { return WEXITSTATUS(status); }
K_INLINE int k_signalled(int status) { return WIFSIGNALED(status); }
K_INLINE int k_signal(int status) { return WTERMSIG(status); }

// Futexes and the words they live in. The words are shared between processes, so none of the calls is `_PRIVATE`.

K_INLINE uint32_t k_load(const uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
K_INLINE void k_store(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }
K_INLINE uint32_t k_exchange(uint32_t *word, uint32_t value) {
    return __atomic_exchange_n(word, value, __ATOMIC_ACQ_REL);
}
/// Stores `value` where the word is `expected`. Whether it was.
K_INLINE int k_replace(uint32_t *word, uint32_t expected, uint32_t value) {
    return __atomic_compare_exchange_n(word, &expected, value, 0, __ATOMIC_ACQ_REL, __ATOMIC_ACQUIRE);
}

/// Sleeps while `*word` is `value`; -EAGAIN when the word differed at the start.
K_INLINE long k_futex_wait(uint32_t *word, uint32_t value) {
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAIT, value, 0, 0, 0);
}

/// The same for at most `ns` nanoseconds; -ETIMEDOUT then.
K_INLINE long k_futex_wait_for(uint32_t *word, uint32_t value, int64_t ns) {
    struct timespec limit = {ns / 1000000000, ns % 1000000000};
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAIT, value, (long)&limit, 0, 0);
}

/// Wakes one sleeper. How many woke.
K_INLINE long k_futex_wake(uint32_t *word) {
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAKE, 1, 0, 0, 0);
}

/// Wakes all sleepers.
K_INLINE long k_futex_wake_all(uint32_t *word) {
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAKE, INT32_MAX, 0, 0, 0);
}

/// Sleeps for ever.
K_INLINE void k_sleep_for_ever(void) {
    for (;;) k_syscall6(SYS_ppoll, 0, 0, 0, 0, 0, 0);
}

/// Gives the calling task the class that only runs where nothing else wants to (SCHED_IDLE).
K_INLINE int k_become_idle_class(void) {
    struct sched_param none = {0};
    return k_result(sched_setscheduler(0, SCHED_IDLE, &none));
}
