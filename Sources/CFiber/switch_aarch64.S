// The switch between fibers, procedure call standard for AArch64.
//
// A fiber that is not running is its context:
//
//     0  sp       the stack, as it was before the switch
//     8  x30      where to go on
//    16  x19 x20  (a new fiber: its entry, its argument)
//    32  x21 x22
//    48  x23 x24
//    64  x25 x26
//    80  x27 x28
//    96  x29, and FPCR: f_switch_control_by_jump's alone
//   112  d8  d9
//   128  d10 d11
//   144  d12 d13
//   160  d14 d15
//
// The lower halves of v8 to v15 are call-preserved here, so they belong to the context. Who switches jumps here, with
// the address at which to go on in x30, or calls, which is the same but for the predictor of returns: see the file for
// x86-64. The way on is a `br`, not a `ret`, which would be predicted to return to the last caller: the wrong fiber
// each time.

#if defined(__aarch64__)

    .macro save_registers
    mov x9, sp
    stp x9, x30, [x0, #0]
    stp x19, x20, [x0, #16]
    stp x21, x22, [x0, #32]
    stp x23, x24, [x0, #48]
    stp x25, x26, [x0, #64]
    stp x27, x28, [x0, #80]
    str x29, [x0, #96]
    stp d8, d9, [x0, #112]
    stp d10, d11, [x0, #128]
    stp d12, d13, [x0, #144]
    stp d14, d15, [x0, #160]
    .endm

    .macro load_registers
    ldp x9, x30, [x1, #0]
    ldp x19, x20, [x1, #16]
    ldp x21, x22, [x1, #32]
    ldp x23, x24, [x1, #48]
    ldp x25, x26, [x1, #64]
    ldp x27, x28, [x1, #80]
    ldr x29, [x1, #96]
    ldp d8, d9, [x1, #112]
    ldp d10, d11, [x1, #128]
    ldp d12, d13, [x1, #144]
    ldp d14, d15, [x1, #160]
    mov sp, x9
    br x30
    .endm

    .text

    .globl f_switch_by_jump
    .hidden f_switch_by_jump
    .type f_switch_by_jump, %function
    .globl f_switch_by_call
    .type f_switch_by_call, %function
    .p2align 6
f_switch_by_jump:
f_switch_by_call:
    .cfi_startproc
    save_registers
    load_registers
    .cfi_endproc
    .size f_switch_by_jump, . - f_switch_by_jump
    .size f_switch_by_call, . - f_switch_by_call

// The same, and FPCR.
    .globl f_switch_control_by_jump
    .hidden f_switch_control_by_jump
    .type f_switch_control_by_jump, %function
    .p2align 6
f_switch_control_by_jump:
    .cfi_startproc
    save_registers
    mrs x10, fpcr
    ldr x11, [x1, #104]
    str x10, [x0, #104]
    msr fpcr, x11
    load_registers
    .cfi_endproc
    .size f_switch_control_by_jump, . - f_switch_control_by_jump

// Where a new fiber begins. Its stack has no caller, which the undefined return address says to unwinders.
    .globl f_first
    .hidden f_first
    .type f_first, %function
    .p2align 4
f_first:
    .cfi_startproc
    .cfi_undefined x30
    mov x0, x20
    mov x29, xzr
    blr x19
    brk #1
    .cfi_endproc
    .size f_first, . - f_first

#endif

    .section .note.GNU-stack, "", %progbits
