#include "fibers.h"

#include <stdint.h>
#include <sys/mman.h>

#include "CFiber.h"

/// f_switch with call-preserved registers filled from `seed` (registers.S): how many came back changed.
uint64_t registers_switch(void **save, void *load, uint64_t seed);

struct run;

struct fiber {
    void *left; // where its stack was left
    uint64_t seed;
    struct run *run;
};

struct run {
    void *main; // where the main stack was left
    struct fibers_result result;
};

// Well apart, so that a value of another fiber is never taken for one's own.
static uint64_t seed_of(long number) { return ((uint64_t)number + 1) * 0x9e3779b97f4a7c15; }

static void body(void *argument) {
    struct fiber *self = argument;
    struct run *run = self->run;
    if ((uintptr_t)__builtin_frame_address(0) % 16) run->result.misaligned++;
    for (;;) {
        run->result.visits++;
        run->result.wrong += (long)registers_switch(&self->left, run->main, self->seed);
    }
}

struct fibers_result fibers_run(long fibers, long rounds) {
    const size_t stack = 8192, records = (size_t)fibers * sizeof(struct fiber);
    const size_t bytes = records + (size_t)fibers * stack;
    struct run run = {0};
    char *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return (struct fibers_result){.visits = -1};
    struct fiber *all = (struct fiber *)memory;
    for (long i = 0; i < fibers; i++) {
        all[i].seed = seed_of(i);
        all[i].run = &run;
        // Tops at every alignment: a stack's end need not be aligned.
        char *top = memory + records + (size_t)(i + 1) * stack - (size_t)(i % 16);
        all[i].left = f_prepare(top, body, &all[i]);
    }
    for (long round = 0; round < rounds; round++)
        for (long i = 0; i < fibers; i++)
            run.result.wrong += (long)registers_switch(&run.main, all[i].left, seed_of(-2 - round));
    munmap(memory, bytes);
    return run.result;
}
