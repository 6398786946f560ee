// What the plain programs beside toll share (Scripts/peers, Scripts/chase). They do what toll's rows do, written as one
// would who has the C library and no toll: nothing of toll is in them. Each times batches until its seconds are over,
// and prints the median in nanoseconds an operation.
#pragma once

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/// Nanoseconds that a batch should take: long beside a read of the clock, and so much shorter than a task's turn on the
/// CPU that others who run there are in few of them.
#define BATCH 250e3
#define MOST_BATCHES (1 << 20)

static inline void check(int is_well, const char *what) {
    if (!is_well) fprintf(stderr, "%s: %s\n", what, strerror(errno)), exit(1);
}

static inline double now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return (double)time.tv_sec * 1e9 + (double)time.tv_nsec;
}

static inline int ascending(const void *left, const void *right) {
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

/// Times `loop(n)`, which does n times as many operations as `operations` says, for so many seconds.
static inline void measure(double seconds, int operations, void (*loop)(long n)) {
    static double costs[MOST_BATCHES];
    double end = now() + seconds * 1e9;
    long n = 1;
    for (;;) {
        double start = now();
        loop(n);
        double took = now() - start;
        if (took >= BATCH / 2) break;
        n = took < BATCH / 20 ? n * 10 : (long)((double)n * BATCH / took) + 1;
    }
    int count = 0;
    do {
        double start = now();
        loop(n);
        costs[count++] = (now() - start) / ((double)n * operations);
    } while (now() < end && count < MOST_BATCHES);
    qsort(costs, (size_t)count, sizeof *costs, ascending);
    printf("%.4f\n", (costs[(count - 1) / 2] + costs[count / 2]) / 2);
}
