#include <stdint.h>
#include <string.h>

#include "CFiber.h"

/// What the assembly restores when it loads a stack for the first time: see the drawings there.
void f_first(void);

#if defined(__x86_64__)
enum { words = 7, entry_word = 1, argument_word = 0, resume_word = 6, above = 2 };
#elif defined(__aarch64__)
enum { words = 20, entry_word = 0, argument_word = 1, resume_word = 11, above = 0 };
#endif

void *f_prepare(void *top, void (*entry)(void *), void *argument) {
    // At f_first, where the frame is gone, the stack must be aligned to 16 bytes.
    uint64_t *frame = (uint64_t *)((uintptr_t)top & ~(uintptr_t)15) - above - words;
    memset(frame, 0, (words + above) * sizeof *frame);
    frame[entry_word] = (uint64_t)entry;
    frame[argument_word] = (uint64_t)argument;
    frame[resume_word] = (uint64_t)f_first;
    return frame;
}

void f_return_always(void *argument) {
    struct f_pair *pair = argument;
    for (;;) f_switch(&pair->there, pair->here);
}

void f_pass_on_always(void *argument) {
    struct f_member *member = argument;
    for (;;) f_switch(&member->stack, member->next->stack);
}
