// What the programs beside toll's rows share: they are timed by models-in-c/timing.c, and written as one would who has
// the C library and no toll. Built with -DBASELINE a program does the same without what is to be measured.
#pragma once
#include <linux/futex.h>
#include <sched.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>

#include "../../Sources/CKernel/include/call.h"
#include "../models-in-c/bench.h"

// By the instruction itself, as in the row: where mitigations have the C library's return mispredicted, its syscall()
// adds 48 ns to a call of 116 (AMD Zen 4 under KVM).
static inline long futex_wait(uint32_t *word, uint32_t value) {
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAIT, value, 0, 0, 0);
}
static inline long futex_wake(uint32_t *word, int most) {
    return k_syscall6(SYS_futex, (long)word, FUTEX_WAKE, most, 0, 0, 0);
}
static inline uint32_t load(uint32_t *word) { return __atomic_load_n(word, __ATOMIC_ACQUIRE); }
static inline void store(uint32_t *word, uint32_t value) { __atomic_store_n(word, value, __ATOMIC_RELEASE); }

/// Memory that children share.
static inline void *shared(size_t bytes) {
    void *place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    check(place != MAP_FAILED, "mmap");
    return place;
}

static inline void pin(int cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(cpu, &set);
    check(sched_setaffinity(0, sizeof set, &set) == 0, "sched_setaffinity");
}

/// From now on whoever is woken does not displace who woke it.
static inline void become_batch(void) {
    check(sched_setscheduler(0, SCHED_BATCH, &(struct sched_param){0}) == 0, "SCHED_BATCH");
}

int64_t server_time(bool is_over) { return is_over; }
int server_batch(void) { return step(); }
