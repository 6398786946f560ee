#include <stdint.h>

#include "CFiber.h"
#include "loop.h"

/// Where the assembly goes on when it loads a context for the first time.
void f_first(void);

#if defined(__x86_64__)
enum { entry_register = 1, argument_register = 0 };

static uint64_t control_words(void) {
    uint32_t mxcsr;
    uint16_t x87;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
    return (uint64_t)x87 << 32 | mxcsr;
}

static void load_control_words(uint64_t words) {
    uint32_t mxcsr = (uint32_t)words;
    uint16_t x87 = (uint16_t)(words >> 32);
    __asm__ volatile("ldmxcsr %0\n\tfldcw %1" : : "m"(mxcsr), "m"(x87));
}

/// The flag of MXCSR that says that a result was rounded.
static const uint64_t other_control = 1 << 5;
#elif defined(__aarch64__)
enum { entry_register = 0, argument_register = 1 };

static uint64_t control_words(void) {
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
}

static void load_control_words(uint64_t words) { __asm__ volatile("msr fpcr, %0" : : "r"(words)); }

/// The lower bit of FPCR's rounding mode: its flags are in another register, which no call preserves.
static const uint64_t other_control = 1 << 22;
#endif

void f_prepare(struct f_context *context, void *top, void (*entry)(void *), void *argument) {
    uint64_t *stack = (uint64_t *)((uintptr_t)top & ~(uintptr_t)15);
#if defined(__x86_64__)
    // Where f_switch_by_call looks.
    *--stack = (uint64_t)f_first;
#endif
    *context = (struct f_context){.stack = stack, .resume = (void *)f_first, .control = control_words()};
    context->registers[entry_register] = (uint64_t)entry;
    context->registers[argument_register] = (uint64_t)argument;
}

/// A pair of loops around one of the switches.
#define LOOPS(name, switch_)                                    \
    F_PLACED void f_return_always##name(void *argument) {       \
        struct f_pair *pair = argument;                         \
        F_PLACE_LOOP();                                         \
        for (;;) switch_(&pair->there, &pair->here);             \
    }                                                           \
    F_PLACED void f_rounds##name(void *argument, long rounds) { \
        struct f_pair *pair = argument;                         \
        if (rounds <= 0) return;                                \
        F_PLACE_LOOP();                                         \
        do switch_(&pair->here, &pair->there);                   \
        while (--rounds);                                       \
    }
LOOPS(, f_switch)
LOOPS(_control, f_switch_control)
LOOPS(_by_call, f_switch_by_call)

/// `f_rounds_control` with control words that differ from the other side's by so much.
static void rounds_with_control(void *argument, long rounds, uint64_t difference) {
    struct f_pair *pair = argument;
    uint64_t own = control_words();
    load_control_words(pair->there.control ^ difference);
    f_rounds_control(argument, rounds);
    load_control_words(own);
}

void f_rounds_same_control(void *pair, long rounds) { rounds_with_control(pair, rounds, 0); }
void f_rounds_other_control(void *pair, long rounds) { rounds_with_control(pair, rounds, other_control); }

F_PLACED void f_pass_on_always(void *argument) {
    struct f_member *member = argument;
    F_PLACE_LOOP();
    for (;;) f_switch(&member->context, &member->next->context);
}

F_PLACED void f_laps(void *argument, long laps) {
    struct f_member *own = argument;
    if (laps <= 0) return;
    F_PLACE_LOOP();
    do f_switch(&own->context, &own->next->context);
    while (--laps);
}

void f_work_always(void *argument) {
    struct f_worker *worker = argument;
    for (;;) {
        worker->work(worker->argument, worker->count);
        f_leave(&worker->pair);
    }
}

void f_work(struct f_worker *worker, long count) {
    worker->count = count;
    f_enter(&worker->pair);
}
