// The switch itself is in switch_x86_64.S and switch_aarch64.S, each with its context drawn at the top.
#pragma once

#include <stdint.h>

/// A fiber that is not running: its stack, where to go on, and the registers that a call must preserve.
struct f_context {
    void *stack, *resume;
#if defined(__x86_64__)
    uint64_t registers[6], control;
#elif defined(__aarch64__)
    uint64_t registers[11], control, fractions[8];
#endif
};

/// All registers that a call may change, for the compiler to know: behind them stands what the architecture adds.
#if defined(__x86_64__)
#if defined(__AVX512F__)
#define F_LOST_WITH_AVX512                                                                                           \
    , "xmm16", "xmm17", "xmm18", "xmm19", "xmm20", "xmm21", "xmm22", "xmm23", "xmm24", "xmm25", "xmm26", "xmm27",    \
        "xmm28", "xmm29", "xmm30", "xmm31", "k1", "k2", "k3", "k4", "k5", "k6", "k7"
#else
#define F_LOST_WITH_AVX512
#endif
#define F_LOST                                                                                                       \
    "rax", "rcx", "rdx", "r8", "r9", "r10", "r11", "xmm0", "xmm1", "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7",   \
        "xmm8", "xmm9", "xmm10", "xmm11", "xmm12", "xmm13", "xmm14", "xmm15", "st", "st(1)", "st(2)", "st(3)",       \
        "st(4)", "st(5)", "st(6)", "st(7)", "memory", "cc" F_LOST_WITH_AVX512
#define F_JUMP(symbol)                                                                                               \
    __asm__ volatile("leaq 1f(%%rip), %%rdx\n\t"                                                                     \
                     "jmp " symbol "\n"                                                                              \
                     "1:"                                                                                            \
                     : "+D"(save), "+S"(load)                                                                        \
                     :                                                                                               \
                     : F_LOST)
#elif defined(__aarch64__)
#define F_LOST                                                                                                       \
    "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15", "x16", "x17", "x18",   \
        "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13", "v14", "v15", \
        "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26", "v27", "v28", "v29", "v30",     \
        "v31", "memory", "cc"
#define F_JUMP(symbol)                                                                                               \
    register struct f_context *x0 __asm__("x0") = save;                                                              \
    register struct f_context *x1 __asm__("x1") = load;                                                              \
    __asm__ volatile("adr x30, 1f\n\t"                                                                               \
                     "b " symbol "\n"                                                                                \
                     "1:"                                                                                            \
                     : "+r"(x0), "+r"(x1)                                                                            \
                     :                                                                                               \
                     : F_LOST)
#endif

/// Saves the caller's stack and call-preserved registers in `*save`, and goes on where `*load` was left. Returns when
/// somebody loads what was saved.
///
/// Not saved: the floating-point control words and the signal mask. Fibers that change them change them for all.
///
/// It jumps to the assembly and is jumped back to, where a function would be called: docs/method.md, "Fibers".
static inline __attribute__((always_inline)) void f_switch(struct f_context *save, struct f_context *load) {
    F_JUMP("f_switch_by_jump");
}

/// The same, and saves the floating-point control words, as the ABI asks of a call: MXCSR and the x87 control word, or
/// FPCR.
static inline __attribute__((always_inline)) void f_switch_control(struct f_context *save, struct f_context *load) {
    F_JUMP("f_switch_control_by_jump");
}

#undef F_JUMP
#undef F_LOST
#undef F_LOST_WITH_AVX512

/// `f_switch` as a function, which is called. What it saves, it alone can load.
void f_switch_by_call(struct f_context *save, struct f_context *load);

/// Prepares a context that each of these can load: it will call `entry(argument)`, which must never return, with the
/// control words of who prepares it. `top` is the end of the memory that its stack may use.
void f_prepare(struct f_context *context, void *top, void (*entry)(void *), void *argument);

/// Two fibers that switch to each other.
struct f_pair {
    struct f_context here, there;
};

/// Goes on where the other side was left, until it leaves again.
static inline void f_enter(struct f_pair *pair) { f_switch(&pair->here, &pair->there); }

/// The same, called by the other side.
static inline void f_leave(struct f_pair *pair) { f_switch(&pair->there, &pair->here); }

/// The other side of `f_rounds`: switches back for ever. To be prepared with an `f_pair`.
void f_return_always(void *pair);

/// Switches there and back, `rounds` times.
void f_rounds(void *pair, long rounds);

/// The two for `f_switch_control`.
void f_return_always_control(void *pair);
void f_rounds_control(void *pair, long rounds);

/// `f_rounds_control` between fibers whose control words are the same, and between fibers of which one has rounded a
/// number and the other has not (x86-64: a flag of MXCSR), or which round differently (AArch64).
void f_rounds_same_control(void *pair, long rounds);
void f_rounds_other_control(void *pair, long rounds);

/// The two for `f_switch_by_call`.
void f_return_always_by_call(void *pair);
void f_rounds_by_call(void *pair, long rounds);

/// Work that is done on a stack of its own, not on the thread's: where that lies is then for us to say.
struct f_worker {
    struct f_pair pair;
    void (*work)(void *argument, long count);
    void *argument;
    long count;
};

/// The life of a worker: does `count` of its work each time it is entered. To be prepared with an `f_worker`.
void f_work_always(void *worker);

/// Has a worker do `count` of its work.
void f_work(struct f_worker *worker, long count);
