#include "CKernel.h"

// Each loop is written out and begins a cache line, and no caller gets a copy of its own: how fast a core fetches a
// loop depends on where it lies, and readings of two copies could not be compared with each other.
#define LOOP_ATTRIBUTES __attribute__((noinline, aligned(64)))

#if defined(__x86_64__)
#define LOOP(body) ".p2align 6\n1:\n\t" body "dec %[n]\n\tjnz 1b\n\t"
#define MULTIPLY "imul %[x], %[x]\n\t"
#define STEP "add %[one], %[x]\n\t"
#define ADD(r) "add %[one], %[" #r "]\n\t"
#define JUMP "jmp 2f\n\t.p2align 6\n2:\n\t"
#elif defined(__aarch64__)
#define LOOP(body) ".p2align 6\n1:\n\t" body "subs %[n], %[n], #1\n\tb.ne 1b\n\t"
#define MULTIPLY "mul %[x], %[x], %[x]\n\t"
#define STEP "add %[x], %[x], %[one]\n\t"
#define ADD(r) "add %[" #r "], %[" #r "], %[one]\n\t"
#define JUMP "b 2f\n\t.p2align 6\n2:\n\t"
#endif
#define TIMES8(text) text text text text text text text text

LOOP_ATTRIBUTES void k_sentinel_multiplies(long count) {
    uint64_t x = 3, n = count / 8;
    __asm__ volatile(LOOP(TIMES8(MULTIPLY)) : [x] "+r"(x), [n] "+r"(n) : : "cc");
}

LOOP_ATTRIBUTES void k_sentinel_steps(long count) {
    uint64_t x = 3, n = count / 8, one = 1;
    __asm__ volatile(LOOP(TIMES8(STEP)) : [x] "+r"(x), [n] "+r"(n) : [one] "r"(one) : "cc");
}

LOOP_ATTRIBUTES void k_sentinel_adds(long count) {
    uint64_t a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0, n = count / 16, one = 1;
    __asm__ volatile(LOOP(ADD(a) ADD(b) ADD(c) ADD(d) ADD(e) ADD(f) ADD(g) ADD(h) ADD(a) ADD(b) ADD(c) ADD(d) ADD(e)
                              ADD(f) ADD(g) ADD(h))
                     : [a] "+r"(a), [b] "+r"(b), [c] "+r"(c), [d] "+r"(d), [e] "+r"(e), [f] "+r"(f), [g] "+r"(g),
                       [h] "+r"(h), [n] "+r"(n)
                     : [one] "r"(one)
                     : "cc");
}

LOOP_ATTRIBUTES void k_sentinel_jumps(long count) {
    uint64_t x = 0, n = count / 16, one = 1;
    // With the loop's own jump back they are sixteen. The step before each is what makes a jump take a cycle at the
    // least: without it a Golden Cove finds its way through all or some of them at two a cycle, by what it ran before.
    __asm__ volatile(LOOP(TIMES8(STEP JUMP) STEP JUMP STEP JUMP STEP JUMP STEP JUMP STEP JUMP STEP JUMP STEP JUMP STEP)
                     : [x] "+r"(x), [n] "+r"(n)
                     : [one] "r"(one)
                     : "cc");
}
