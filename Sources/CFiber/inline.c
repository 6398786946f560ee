#include <stdint.h>

#include "CFiber.h"
#include "loop.h"

/// Where a new stack begins: it finds its argument and its entry on it.
void f_inline_first(void);

#if defined(__x86_64__)
__asm__(".text\n"
        ".globl f_inline_first\n"
        ".hidden f_inline_first\n"
        ".type f_inline_first, @function\n"
        "f_inline_first:\n\t"
        ".cfi_startproc\n\t"
        ".cfi_undefined rip\n\t"
        "popq %rdi\n\t"
        "popq %rax\n\t"
        "callq *%rax\n\t"
        "ud2\n\t"
        ".cfi_endproc\n"
        ".size f_inline_first, . - f_inline_first\n");
#elif defined(__aarch64__)
__asm__(".text\n"
        ".globl f_inline_first\n"
        ".hidden f_inline_first\n"
        ".type f_inline_first, %function\n"
        "f_inline_first:\n\t"
        ".cfi_startproc\n\t"
        ".cfi_undefined x30\n\t"
        "ldp x0, x1, [sp], #16\n\t"
        "blr x1\n\t"
        "brk #1\n\t"
        ".cfi_endproc\n"
        ".size f_inline_first, . - f_inline_first\n");
#endif

struct f_place f_inline_prepare(void *top, void (*entry)(void *), void *argument) {
    // Once both words are taken the stack must be aligned to 16 bytes.
    uint64_t *frame = (uint64_t *)((uintptr_t)top & ~(uintptr_t)15) - 2;
    frame[0] = (uint64_t)argument;
    frame[1] = (uint64_t)entry;
    return (struct f_place){frame, (void *)f_inline_first, 0};
}

// No register outlasts the switch, so both addresses lie on the stack. They are put there before the loop's place, lest
// the compiler move it by doing so behind.
F_PLACED void f_inline_return_always(void *argument) {
    struct f_inline_pair *pair = argument;
    struct f_place *here = &pair->here, *there = &pair->there;
    __asm__ volatile("" : "+m"(here), "+m"(there));
    F_PLACE_LOOP();
    for (;;) f_inline_switch(there, here);
}

F_PLACED void f_inline_rounds(void *argument, long rounds) {
    struct f_inline_pair *pair = argument;
    struct f_place *here = &pair->here, *there = &pair->there;
    if (rounds <= 0) return;
    __asm__ volatile("" : "+m"(here), "+m"(there));
    F_PLACE_LOOP();
    do f_inline_switch(here, there);
    while (--rounds);
}
