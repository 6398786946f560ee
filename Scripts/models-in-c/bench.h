// What the C programs beside toll's IO models share: the workload, what is done with a message, and how it is timed.
// They do what toll's models do (Sources/Probes/IO), written as one would who has the C library and no toll.
#pragma once

#include <errno.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <time.h>
#include <unistd.h>

/// What is asked for on the command line.
struct workload {
    int connections, in_flight;
    size_t message, work;
    int cpu, other_cpu;
    /// What connections are made of: 0 pairs of UNIX sockets, 1 TCP.
    int transport;
};
extern struct workload workload;

/// What timing.c times: all that is done before, and `n` operations.
void prepare(void);
void loop(long n);
/// Nanoseconds that `n` operations take: those of all that `loop` does, unless a program has more to do than is timed.
int64_t timed_loop(long n);
/// Operations that a batch is a multiple of: toll's iteration.
int step(void);
/// Nanoseconds of CPU that the server has used, before a batch or when it is over; and operations in such a batch.
int64_t server_time(bool is_over);
int server_batch(void);

static inline int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC_RAW, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

static inline void *memory(size_t bytes) {
    void *place = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0);
    if (place == MAP_FAILED) perror("mmap"), exit(1);
    return place;
}

static inline void check(bool is_well, const char *what) {
    if (!is_well) fprintf(stderr, "%s: %s\n", what, strerror(errno)), _exit(1);
}

static inline uint64_t random_next(uint64_t *state) { // SplitMix64
    uint64_t bits = *state += 0x9e3779b97f4a7c15;
    bits = (bits ^ bits >> 30) * 0xbf58476d1ce4e5b9;
    bits = (bits ^ bits >> 27) * 0x94d049bb133111eb;
    return bits ^ bits >> 31;
}

#ifdef RAW
// Calls by the instruction, as toll makes them: where the kernel fills the return predictor on its way out, the return
// from a wrapper of the C library is mispredicted, about 0.1 us a call on such machines.
#include "../../Sources/CKernel/include/call.h"
static inline __attribute__((always_inline)) ssize_t raw(long number, int fd, const void *place, size_t count) {
    long result = k_syscall3(number, fd, (long)place, (long)count);
    if (result >= 0) return result;
    errno = (int)-result;
    return -1;
}
#define read(fd, place, count) raw(SYS_read, fd, place, count)
#define write(fd, place, count) raw(SYS_write, fd, place, count)
#endif
