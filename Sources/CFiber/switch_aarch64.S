// The switch between fibers, procedure call standard for AArch64.
//
// A stack that is not running holds, from the address that was saved, upwards:
//
//     0  x19 x20  (a new fiber: its entry, its argument)
//    16  x21 x22
//    32  x23 x24
//    48  x25 x26
//    64  x27 x28
//    80  x29 x30  (x30: where to go on)
//    96  d8  d9
//   112  d10 d11
//   128  d12 d13
//   144  d14 d15
//   160  the stack as it was before the call
//
// The lower halves of v8 to v15 are call-preserved here, so they belong to the frame. The way on is a `br`, not a
// `ret`, which would be predicted to return to the last caller: the wrong fiber each time.

#if defined(__aarch64__)

    .text

    .globl f_switch
    .type f_switch, %function
    .p2align 5
f_switch:
    .cfi_startproc
    sub sp, sp, #160
    .cfi_adjust_cfa_offset 160
    stp x19, x20, [sp, #0]
    stp x21, x22, [sp, #16]
    stp x23, x24, [sp, #32]
    stp x25, x26, [sp, #48]
    stp x27, x28, [sp, #64]
    stp x29, x30, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    mov x9, sp
    str x9, [x0]
    ldp x29, x30, [x1, #80]
    ldp x19, x20, [x1, #0]
    ldp x21, x22, [x1, #16]
    ldp x23, x24, [x1, #32]
    ldp x25, x26, [x1, #48]
    ldp x27, x28, [x1, #64]
    ldp d8, d9, [x1, #96]
    ldp d10, d11, [x1, #112]
    ldp d12, d13, [x1, #128]
    ldp d14, d15, [x1, #144]
    add sp, x1, #160
    .cfi_adjust_cfa_offset -160
    br x30
    .cfi_endproc
    .size f_switch, . - f_switch

// Where a new fiber begins. Its stack has no caller, which unwinders are told by the undefined return address.
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
