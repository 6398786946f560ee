#include <stdint.h>
#include <stdlib.h>
#include <ucontext.h>

#include "CFiber.h"

struct f_ucontext_pair {
    ucontext_t here, there;
};

// makecontext passes ints, so the pointer comes in two.
static void other_side(unsigned high, unsigned low) {
    struct f_ucontext_pair *pair = (void *)((uintptr_t)high << 32 | low);
    for (;;) swapcontext(&pair->there, &pair->here);
}

struct f_ucontext_pair *f_ucontext_make(void *stack, size_t bytes) {
    struct f_ucontext_pair *pair = calloc(1, sizeof *pair);
    if (!pair || getcontext(&pair->there) < 0) {
        free(pair);
        return 0;
    }
    pair->there.uc_stack.ss_sp = stack;
    pair->there.uc_stack.ss_size = bytes;
    uintptr_t address = (uintptr_t)pair;
    makecontext(&pair->there, (void (*)(void))other_side, 2, (unsigned)(address >> 32), (unsigned)address);
    return pair;
}

int f_ucontext_rounds(struct f_ucontext_pair *pair, long rounds) {
    for (long i = 0; i < rounds; i++)
        if (swapcontext(&pair->here, &pair->there) < 0) return -1;
    return 0;
}

void f_ucontext_free(struct f_ucontext_pair *pair) { free(pair); }
