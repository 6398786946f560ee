#include <stdint.h>
#include <string.h>

#include "CFiber.h"
#include "loop.h"

/// What the assembly restores when it loads a stack for the first time: see the drawings there.
void f_first(void);

#if defined(__x86_64__)
enum { words = 8, entry_word = 1, argument_word = 0, resume_word = 6, control_word = 7, above = 16 };

static uint64_t control_words(void) {
    uint32_t mxcsr;
    uint16_t x87;
    __asm__ volatile("stmxcsr %0\n\tfnstcw %1" : "=m"(mxcsr), "=m"(x87));
    return (uint64_t)x87 << 32 | mxcsr;
}
#elif defined(__aarch64__)
enum { words = 22, entry_word = 0, argument_word = 1, resume_word = 11, control_word = 20, above = 0 };

static uint64_t control_words(void) {
    uint64_t fpcr;
    __asm__ volatile("mrs %0, fpcr" : "=r"(fpcr));
    return fpcr;
}
#endif

void *f_prepare(void *top, void (*entry)(void *), void *argument) {
    // At f_first, where the frame is gone, the stack must be aligned to 16 bytes.
    uint64_t *frame = (uint64_t *)((uintptr_t)top & ~(uintptr_t)15) - above - words;
    memset(frame, 0, (words + above) * sizeof *frame);
    frame[entry_word] = (uint64_t)entry;
    frame[argument_word] = (uint64_t)argument;
    frame[resume_word] = (uint64_t)f_first;
    frame[control_word] = control_words();
    return frame;
}

/// A pair of loops around one of the switches.
#define LOOPS(name, switch_)                                    \
    F_PLACED void f_return_always##name(void *argument) {       \
        struct f_pair *pair = argument;                         \
        F_PLACE_LOOP();                                         \
        for (;;) switch_(&pair->there, pair->here);             \
    }                                                           \
    F_PLACED void f_rounds##name(void *argument, long rounds) { \
        struct f_pair *pair = argument;                         \
        if (rounds <= 0) return;                                \
        F_PLACE_LOOP();                                         \
        do switch_(&pair->here, pair->there);                   \
        while (--rounds);                                       \
    }
LOOPS(, f_switch)
LOOPS(_control, f_switch_control)
LOOPS(_by_call, f_switch_by_call)

F_PLACED void f_pass_on_always(void *argument) {
    struct f_member *member = argument;
    F_PLACE_LOOP();
    for (;;) f_switch(&member->stack, member->next->stack);
}

F_PLACED void f_laps(void *argument, long laps) {
    struct f_member *own = argument;
    if (laps <= 0) return;
    F_PLACE_LOOP();
    do f_switch(&own->stack, own->next->stack);
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
