// The switch that the compiler sees: it knows which registers are live at each switch and saves those alone.
#pragma once

/// A stack that is not running: where it was, where to go on, and the frame pointer, which no compiler lets go of.
struct f_place {
    void *stack, *resume, *frame;
};

/// Leaves the running stack at `save` and goes on at `load`. All registers are lost over it, so the compiler keeps what
/// it needs on the stack, and nothing else. Not for functions that use the x87 unit.
static inline __attribute__((always_inline)) void f_inline_switch(struct f_place *save, struct f_place *load) {
#if defined(__x86_64__)
    __asm__ volatile("leaq 1f(%%rip), %%rax\n\t"
                     "movq %%rsp, 0(%0)\n\t"
                     "movq %%rax, 8(%0)\n\t"
                     "movq %%rbp, 16(%0)\n\t"
                     "movq 8(%1), %%rax\n\t"
                     "movq 16(%1), %%rbp\n\t"
                     "movq 0(%1), %%rsp\n\t"
                     "jmpq *%%rax\n"
                     "1:"
                     : "+D"(save), "+S"(load)
                     :
                     : "rax", "rbx", "rcx", "rdx", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15", "xmm0", "xmm1",
                       "xmm2", "xmm3", "xmm4", "xmm5", "xmm6", "xmm7", "xmm8", "xmm9", "xmm10", "xmm11", "xmm12",
                       "xmm13", "xmm14", "xmm15", "memory", "cc");
#elif defined(__aarch64__)
    register struct f_place *x0 __asm__("x0") = save;
    register struct f_place *x1 __asm__("x1") = load;
    __asm__ volatile("adr x9, 1f\n\t"
                     "mov x10, sp\n\t"
                     "stp x10, x9, [%0]\n\t"
                     "str x29, [%0, #16]\n\t"
                     "ldp x10, x9, [%1]\n\t"
                     "ldr x29, [%1, #16]\n\t"
                     "mov sp, x10\n\t"
                     "br x9\n"
                     "1:"
                     : "+r"(x0), "+r"(x1)
                     :
                     : "x2", "x3", "x4", "x5", "x6", "x7", "x8", "x9", "x10", "x11", "x12", "x13", "x14", "x15",
                       "x16", "x17", "x18", "x19", "x20", "x21", "x22", "x23", "x24", "x25", "x26", "x27", "x28",
                       "x30", "v0", "v1", "v2", "v3", "v4", "v5", "v6", "v7", "v8", "v9", "v10", "v11", "v12", "v13",
                       "v14", "v15", "v16", "v17", "v18", "v19", "v20", "v21", "v22", "v23", "v24", "v25", "v26",
                       "v27", "v28", "v29", "v30", "v31", "memory", "cc");
#endif
}

/// Prepares a place that `f_inline_switch` can load: it will call `entry(argument)`, which must never return. `top` is
/// the end of the memory that the stack may use.
struct f_place f_inline_prepare(void *top, void (*entry)(void *), void *argument);

/// Two stacks that switch to each other.
struct f_inline_pair {
    struct f_place here, there;
};

/// The other side of `f_inline_rounds`: switches back for ever. To be prepared with an `f_inline_pair`.
void f_inline_return_always(void *pair);

/// Switches there and back, `rounds` times.
void f_inline_rounds(void *pair, long rounds);
