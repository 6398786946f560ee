#include <errno.h>
#include <stdint.h>

#include "CFiber.h"
#include "loop.h"

// makecontext passes ints, so the pointer comes in two.
F_PLACED static void other_side(unsigned high, unsigned low) {
    struct f_ucontext_pair *pair = (void *)((uintptr_t)high << 32 | low);
    for (;;) swapcontext(&pair->there, &pair->here);
}

int f_ucontext_make(struct f_ucontext_pair *pair, void *stack, size_t bytes) {
    *pair = (struct f_ucontext_pair){0};
    if (getcontext(&pair->there) < 0) return -1;
    pair->there.uc_stack.ss_sp = stack;
    pair->there.uc_stack.ss_size = bytes;
    uintptr_t address = (uintptr_t)pair;
    makecontext(&pair->there, (void (*)(void))other_side, 2, (unsigned)(address >> 32), (unsigned)address);
    return 0;
}

F_PLACED void f_ucontext_rounds(void *argument, long rounds) {
    struct f_ucontext_pair *pair = argument;
    for (long i = 0; i < rounds; i++)
        if (swapcontext(&pair->here, &pair->there) < 0) {
            pair->error = errno;
            return;
        }
}
