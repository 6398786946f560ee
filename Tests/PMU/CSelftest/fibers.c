#include "fibers.h"

#include <stdint.h>
#include <sys/mman.h>

#include "CFiber.h"

/// Switches with call-preserved registers filled from `seed` (registers.S): how many came back changed.
typedef uint64_t switch_with(struct f_context *save, struct f_context *load, uint64_t seed);
switch_with registers_switch, registers_switch_by_call, registers_switch_control, registers_switch_unsaved;

static switch_with *const switches[] = {
    [fibers_by_jump] = registers_switch,
    [fibers_by_call] = registers_switch_by_call,
    [fibers_control] = registers_switch_control,
    [fibers_control_unsaved] = registers_switch_unsaved,
};

struct run;

struct fiber {
    struct f_context left;
    uint64_t seed;
    struct run *run;
};

struct run {
    struct f_context main;
    switch_with *to;
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
        run->result.wrong += (long)run->to(&self->left, &run->main, self->seed);
    }
}

struct fibers_result fibers_run(long fibers, long rounds, enum fibers_switch kind) {
    const size_t stack = 8192, records = (size_t)fibers * sizeof(struct fiber);
    const size_t bytes = records + (size_t)fibers * stack;
    struct run run = {.to = switches[kind]};
    char *memory = mmap(0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) return (struct fibers_result){.visits = -1};
    struct fiber *all = (struct fiber *)memory;
    for (long i = 0; i < fibers; i++) {
        all[i].seed = seed_of(i);
        all[i].run = &run;
        // Tops at every alignment: a stack's end need not be aligned.
        char *top = memory + records + (size_t)(i + 1) * stack - (size_t)(i % 16);
        f_prepare(&all[i].left, top, body, &all[i]);
    }
    for (long round = 0; round < rounds; round++)
        for (long i = 0; i < fibers; i++)
            run.result.wrong += (long)run.to(&run.main, &all[i].left, seed_of(-2 - round));
    munmap(memory, bytes);
    return run.result;
}
