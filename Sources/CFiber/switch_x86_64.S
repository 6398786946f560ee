// The switch between fibers, System V ABI for x86-64.
//
// A stack that is not running holds, from the address that was saved, upwards:
//
//     0  rbp      (a new fiber: its argument)
//     8  rbx      (a new fiber: its entry)
//    16  r12
//    24  r13
//    32  r14
//    40  r15
//    48  where to go on
//    56  MXCSR and, at 60, the x87 control word: f_switch_control_by_jump's alone
//    64  128 bytes that the function which switches may use below its stack (the red zone)
//   192  the stack as it was before the switch
//
// These are the registers that a call must preserve; all others are lost over a call anyway.
//
// Who switches jumps here, with the address at which to go on in rdx, and is jumped back to. A `call` would be one that
// no return ever takes back, and a `ret` would be predicted to return to the last caller, which is the wrong fiber each
// time. docs/method.md says what either costs.

#if defined(__x86_64__)

    .macro save_registers
    leaq -192(%rsp), %rsp
    .cfi_adjust_cfa_offset 192
    movq %rbp, 0(%rsp)
    movq %rbx, 8(%rsp)
    movq %r12, 16(%rsp)
    movq %r13, 24(%rsp)
    movq %r14, 32(%rsp)
    movq %r15, 40(%rsp)
    movq %rdx, 48(%rsp)
    .cfi_offset rbp, -192
    .cfi_offset rbx, -184
    .cfi_offset r12, -176
    .cfi_offset r13, -168
    .cfi_offset r14, -160
    .cfi_offset r15, -152
    .cfi_offset rip, -144
    .endm

    .macro load_registers
    movq %rsp, (%rdi)
    movq 0(%rsi), %rbp
    movq 8(%rsi), %rbx
    movq 16(%rsi), %r12
    movq 24(%rsi), %r13
    movq 32(%rsi), %r14
    movq 40(%rsi), %r15
    leaq 192(%rsi), %rsp
    .cfi_adjust_cfa_offset -192
    .cfi_same_value rbp
    .cfi_same_value rbx
    .cfi_same_value r12
    .cfi_same_value r13
    .cfi_same_value r14
    .cfi_same_value r15
    .cfi_register rip, rax
    jmpq *%rax
    .endm

    .text

    .globl f_switch_by_jump
    .hidden f_switch_by_jump
    .type f_switch_by_jump, @function
    .p2align 6
f_switch_by_jump:
    .cfi_startproc
    .cfi_def_cfa rsp, 0
    .cfi_register rip, rdx
    movq 48(%rsi), %rax
    save_registers
    load_registers
    .cfi_endproc
    .size f_switch_by_jump, . - f_switch_by_jump

// The ABI has a call preserve the control bits of MXCSR and the x87 control word as well.
    .globl f_switch_control_by_jump
    .hidden f_switch_control_by_jump
    .type f_switch_control_by_jump, @function
    .p2align 6
f_switch_control_by_jump:
    .cfi_startproc
    .cfi_def_cfa rsp, 0
    .cfi_register rip, rdx
    movq 48(%rsi), %rax
    save_registers
    stmxcsr 56(%rsp)
    fnstcw 60(%rsp)
    ldmxcsr 56(%rsi)
    fldcw 60(%rsi)
    load_registers
    .cfi_endproc
    .size f_switch_control_by_jump, . - f_switch_control_by_jump

// The same for who calls: as fibers are switched by most libraries.
    .globl f_switch_by_call
    .type f_switch_by_call, @function
    .p2align 6
f_switch_by_call:
    .cfi_startproc
    popq %rdx
    .cfi_def_cfa rsp, 0
    .cfi_register rip, rdx
    movq 48(%rsi), %rax
    save_registers
    load_registers
    .cfi_endproc
    .size f_switch_by_call, . - f_switch_by_call

// Where a new fiber begins. Its stack has no caller, which unwinders are told by the undefined return address.
    .globl f_first
    .hidden f_first
    .type f_first, @function
    .p2align 4
f_first:
    .cfi_startproc
    .cfi_undefined rip
    movq %rbp, %rdi
    xorl %ebp, %ebp
    callq *%rbx
    ud2
    .cfi_endproc
    .size f_first, . - f_first

#endif

    .section .note.GNU-stack, "", %progbits
