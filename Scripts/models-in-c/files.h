// A file of blocks that each hold their own number, read in a seeded order, sixteen reads under way at once.
#pragma once
#include <fcntl.h>
#include <time.h>

#include "bench.h"

#ifndef DIRECT
#define DIRECT 0
#endif

enum { BLOCK = 4096, BLOCKS = 8192, DEPTH = 16 };
static int file;
static char *buffers;

static inline char *buffer(int slot) { return buffers + slot * BLOCK; }

static inline void verify(int slot, int block, long got) {
    uint64_t first, last;
    memcpy(&first, buffer(slot), 8);
    memcpy(&last, buffer(slot) + BLOCK - 8, 8);
    if (got != BLOCK || first != (uint64_t)block || last != (uint64_t)block)
        fprintf(stderr, "block %d: %ld bytes, or not what was read\n", block, got), _exit(1);
}

static inline void file_start(void) {
    char path[256];
    snprintf(path, sizeof path, "%s/models-XXXXXX", getenv("TMPDIR") ? getenv("TMPDIR") : "/var/tmp");
    int made = mkstemp(path);
    check(made >= 0, path);
    buffers = memory(DEPTH * BLOCK);
    for (int number = 0; number < BLOCKS; number++) {
        for (int i = 0; i < BLOCK / 8; i++) ((uint64_t *)buffers)[i] = (uint64_t)number;
        check(write(made, buffers, BLOCK) == BLOCK, "write");
    }
    check(fsync(made) == 0, "fsync");
    file = open(path, O_RDONLY | O_CLOEXEC | (DIRECT ? O_DIRECT : 0));
    check(file >= 0, path);
    unlink(path);
    close(made);
    for (int number = 0; number < (DIRECT ? 1 : BLOCKS); number++)
        check(pread(file, buffers, BLOCK, (off_t)number * BLOCK) == BLOCK, "pread");
}

int64_t server_time(bool is_over) {
    (void)is_over;
    struct timespec time;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return time.tv_sec * 1000000000 + time.tv_nsec;
}

int server_batch(void) { return 512; }

int step(void) { return 1; }
