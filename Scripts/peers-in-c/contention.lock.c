// Two threads that each do half of the parts, every part under one lock: on one CPU or, with -DCROSS, on two.
#include <pthread.h>
#include <semaphore.h>

#include "peer.h"

// What both threads write has a line of the cache to itself: the pointer to the words beside the lock would have to be
// fetched again by whoever has just got it, while the other is at the lock.
static struct {
    _Alignas(64) pthread_mutex_t lock;
    _Alignas(64) uint64_t count;
} both = {.lock = PTHREAD_MUTEX_INITIALIZER};
// Two words at a time, as Swift's compiler makes of the row's loop and this one's does not of 64-bit words: a part of
// 256 bytes takes 11 ns so, and 15 word by word (Zen 4). That also decides how often the other finds the lock free.
typedef uint64_t pair __attribute__((vector_size(16)));
static _Alignas(64) pair *pairs;
static long share;
static sem_t go, done;

static void parts(long n) {
    size_t number = workload.work / sizeof(pair);
    for (long i = 0; i < n; i++) {
        pthread_mutex_lock(&both.lock);
        for (size_t at = 0; at < number; at++) pairs[at] = pairs[at] + pairs[at] + pairs[at] + 1;
        both.count++;
        pthread_mutex_unlock(&both.lock);
    }
}

static void *life(void *unused) {
#ifdef CROSS
    pin(workload.other_cpu);
#endif
    for (;;) {
        while (sem_wait(&go) != 0) {}
        parts(share);
        sem_post(&done);
    }
    return unused;
}

void prepare(void) {
    pairs = memory(workload.work);
    sem_init(&go, 0, 0);
    sem_init(&done, 0, 0);
    pthread_t thread;
    check((errno = pthread_create(&thread, NULL, life, NULL)) == 0, "pthread_create");
}

int step(void) { return 2 << 20; }

void loop(long n) {
    uint64_t before = both.count;
#ifdef BASELINE
    parts(n);
#else
    share = n / 2;
    sem_post(&go);
    parts(n - share);
    while (sem_wait(&done) != 0) {}
#endif
    if (both.count != before + (uint64_t)n) fprintf(stderr, "parts were lost\n"), _exit(1);
}
