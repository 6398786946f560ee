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
//    56  the stack as it was before the call
//
// These are the registers that a call must preserve; all others are lost over a call anyway. The address to go on is
// loaded first and jumped to: a `ret` would be predicted to return to the last caller, which is the wrong fiber each
// time, and cost three times the whole switch.

#if defined(__x86_64__)

    .text

    .globl f_switch
    .type f_switch, @function
    .p2align 5
f_switch:
    .cfi_startproc
    movq 48(%rsi), %rax
    leaq -48(%rsp), %rsp
    .cfi_adjust_cfa_offset 48
    movq %rbp, 0(%rsp)
    movq %rbx, 8(%rsp)
    movq %r12, 16(%rsp)
    movq %r13, 24(%rsp)
    movq %r14, 32(%rsp)
    movq %r15, 40(%rsp)
    movq %rsp, (%rdi)
    movq 0(%rsi), %rbp
    movq 8(%rsi), %rbx
    movq 16(%rsi), %r12
    movq 24(%rsi), %r13
    movq 32(%rsi), %r14
    movq 40(%rsi), %r15
    leaq 56(%rsi), %rsp
    .cfi_adjust_cfa_offset -56
    jmpq *%rax
    .cfi_endproc
    .size f_switch, . - f_switch

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
