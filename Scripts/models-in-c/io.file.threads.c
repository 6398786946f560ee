// Blocks read by threads that wait.
#include <pthread.h>

#include "files.h"

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t begun = PTHREAD_COND_INITIALIZER, ended = PTHREAD_COND_INITIALIZER;
static int round_number, working;
static long shares[DEPTH];

static void *life(void *argument) {
    int slot = (int)(intptr_t)argument, seen = 0;
    uint64_t seed = (uint64_t)slot + 1;
    for (;;) {
        pthread_mutex_lock(&lock);
        while (round_number == seen) pthread_cond_wait(&begun, &lock);
        seen = round_number;
        pthread_mutex_unlock(&lock);
        for (long i = 0; i < shares[slot]; i++) {
            int block = (int)(random_next(&seed) % BLOCKS);
            verify(slot, block, pread(file, buffer(slot), BLOCK, (off_t)block * BLOCK));
        }
        pthread_mutex_lock(&lock);
        if (--working == 0) pthread_cond_signal(&ended);
        pthread_mutex_unlock(&lock);
    }
    return NULL;
}

void prepare(void) {
    file_start();
    for (intptr_t slot = 0; slot < DEPTH; slot++) {
        pthread_t thread;
        check(pthread_create(&thread, NULL, life, (void *)slot) == 0, "pthread_create");
    }
}

void loop(long n) {
    pthread_mutex_lock(&lock);
    for (int slot = 0; slot < DEPTH; slot++) shares[slot] = n / DEPTH + (slot < n % DEPTH);
    working = DEPTH;
    round_number++;
    pthread_cond_broadcast(&begun);
    while (working > 0) pthread_cond_wait(&ended, &lock);
    pthread_mutex_unlock(&lock);
}
