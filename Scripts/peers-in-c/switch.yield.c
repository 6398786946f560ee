// So many threads (CONNECTIONS on the command line) that want one CPU and yield to one another. They count their turns:
// a batch in which one in fifty and four more were left out, or that holds a quarter more yields than turns, is made
// again, and the time is that of a yield that was made.
#include <pthread.h>

#include "peer.h"

static uint32_t *go, *begun, *stopped;
// All are on one CPU and write these between two yields only. Whose turn it was in a round is told by a number.
static _Alignas(64) struct {
    volatile long round, yields, turns;
} counted;

static inline void yield(void) { k_syscall0(SYS_sched_yield); }

static void *life(void *unused) {
    long last = 0;
    for (;;) {
        while (!load(go)) futex_wait(go, 0);
        __atomic_fetch_add(begun, 1, __ATOMIC_ACQ_REL);
        do {
            counted.yields++;
            if (last != counted.round) last = counted.round, counted.turns++;
            yield();
        } while (load(go));
        __atomic_fetch_add(stopped, 1, __ATOMIC_ACQ_REL);
    }
    return unused;
}

void prepare(void) {
    become_batch();
    char *words = shared(4096);
    go = (uint32_t *)words, begun = (uint32_t *)(words + 64), stopped = (uint32_t *)(words + 128);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 65536);
    for (int i = 1; i < workload.connections; i++) {
        pthread_t thread;
        check((errno = pthread_create(&thread, &small, life, NULL)) == 0, "pthread_create");
    }
}

int step(void) { return workload.connections; }

/// Nanoseconds of so many rounds, as long as each yield of them took; or -1 where they were not in turn.
static int64_t in_turn(long rounds) {
    long others = workload.connections - 1, yields = counted.yields, turns = counted.turns;
    int64_t start = now();
    for (long i = 0; i < rounds; i++) counted.round++, yield();
    int64_t took = now() - start;
    yields = counted.yields - yields, turns = counted.turns - turns;
    if (50 * (rounds * others - turns) > rounds * others + 200 || 4 * yields > 5 * rounds * others + 20) return -1;
    return (int64_t)((double)took * (double)(rounds * (others + 1)) / (double)(yields + rounds));
}

int64_t timed_loop(long n) {
    uint32_t others = (uint32_t)workload.connections - 1;
    store(begun, 0), store(stopped, 0), store(go, 1);
    futex_wake(go, INT32_MAX);
    int64_t took = -1, patience = now() + 10000000000;
    for (int in_step = 0; in_step < 3 || load(begun) < others; in_step = in_turn(1) < 0 ? 0 : in_step + 1)
        check((errno = now() < patience ? 0 : ETIME) == 0, "the threads do not come into step");
    while ((took = in_turn(n / workload.connections)) < 0)
        check((errno = now() < patience ? 0 : ETIME) == 0, "the threads do not stay in step");
    store(go, 0);
    while (load(stopped) < others) yield();
    yield();
    return took;
}

void loop(long n) { timed_loop(n); }
