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
//   160  FPCR: f_switch_control_by_jump's alone
//   176  the stack as it was before the switch
//
// The lower halves of v8 to v15 are call-preserved here, so they belong to the frame. Who switches jumps here, with
// the address at which to go on in x30, or calls, which is the same but for the predictor of returns: see the file for
// x86-64. The way on is a `br`, not a `ret`, which would be predicted to return to the last caller: the wrong fiber
// each time.

#if defined(__aarch64__)

// To unwinders d8 to d15 are the registers 72 to 79.
    .macro save_registers
    sub sp, sp, #176
    .cfi_adjust_cfa_offset 176
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
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    .cfi_offset x\n, (\n - 19) * 8 - 176
    .endr
    .irp n, 72, 73, 74, 75, 76, 77, 78, 79
    .cfi_offset \n, (\n - 72) * 8 - 80
    .endr
    .endm

    .macro load_registers
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
    add sp, x1, #176
    .cfi_adjust_cfa_offset -176
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30
    .cfi_restore x\n
    .endr
    .irp n, 72, 73, 74, 75, 76, 77, 78, 79
    .cfi_restore \n
    .endr
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
    mrs x9, fpcr
    ldr x10, [x1, #160]
    str x9, [sp, #160]
    msr fpcr, x10
    load_registers
    .cfi_endproc
    .size f_switch_control_by_jump, . - f_switch_control_by_jump

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
