// So many threads (CONNECTIONS on the command line) that want one CPU and yield to one another.
#include <pthread.h>

#include "../../Sources/CKernel/include/call.h"
#include "peer.h"

static uint32_t *go, *begun, *stopped;

static inline void yield(void) { k_syscall0(SYS_sched_yield); }

static void *life(void *unused) {
    for (;;) {
        while (!load(go)) futex_wait(go, 0);
        __atomic_fetch_add(begun, 1, __ATOMIC_ACQ_REL);
        do yield();
        while (load(go));
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

int64_t timed_loop(long n) {
    uint32_t others = (uint32_t)workload.connections - 1;
    store(begun, 0), store(stopped, 0), store(go, 1);
    futex_wake(go, INT32_MAX);
    for (int rounds = 0; rounds < 6 || load(begun) < others; rounds++) yield();
    yield(), yield();
    int64_t start = now();
    for (long round = 0; round < n / workload.connections; round++) yield();
    int64_t took = now() - start;
    store(go, 0);
    while (load(stopped) < others) yield();
    yield();
    return took;
}

void loop(long n) { timed_loop(n); }
