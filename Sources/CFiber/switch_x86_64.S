// The switch between fibers, System V ABI for x86-64.
//
// A fiber that is not running is its context:
//
//     0  rsp      the stack, as it was before the switch
//     8  where to go on
//    16  rbp      (a new fiber: its argument)
//    24  rbx      (a new fiber: its entry)
//    32  r12
//    40  r13
//    48  r14
//    56  r15
//    64  MXCSR and, at 68, the x87 control word: f_switch_control_by_jump's alone
//
// These are the registers that a call must preserve; all others are lost over a call anyway. They lie in the context
// and not on the stack, so that their addresses do not wait for the stack pointer that the other side just saved.
//
// A new fiber, and one that f_switch_by_call saved, has the address to go on at on its stack as well, or instead.
//
// Who switches jumps here, with the context to save in rdi, the one to load in rsi and the address at which to go on in
// rdx, and is jumped back to. A `call` would be one that no return ever takes back, and a `ret` would be predicted to
// return to the last caller, which is the wrong fiber each time. docs/method.md says what either costs.

#if defined(__x86_64__)

    .macro save_place
    movq %rsp, 0(%rdi)
    movq %rdx, 8(%rdi)
    .endm

    .macro save_registers
    movq %rbp, 16(%rdi)
    movq %rbx, 24(%rdi)
    movq %r12, 32(%rdi)
    movq %r13, 40(%rdi)
    movq %r14, 48(%rdi)
    movq %r15, 56(%rdi)
    .endm

    .macro load_stack
    movq 0(%rsi), %rsp
    .cfi_register rip, rax
    .endm

    .macro load_registers
    movq 16(%rsi), %rbp
    movq 24(%rsi), %rbx
    movq 32(%rsi), %r12
    movq 40(%rsi), %r13
    movq 48(%rsi), %r14
    movq 56(%rsi), %r15
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
    movq 8(%rsi), %rax
    save_place
    save_registers
    load_stack
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
    movq 8(%rsi), %rax
    save_place
    save_registers
    stmxcsr 64(%rdi)
    fnstcw 68(%rdi)
    ldmxcsr 64(%rsi)
    fldcw 68(%rsi)
    load_stack
    load_registers
    .cfi_endproc
    .size f_switch_control_by_jump, . - f_switch_control_by_jump

// The same for who calls, as fibers are switched by most libraries: the address to go on at is the call's, and stays
// on the stack.
    .globl f_switch_by_call
    .type f_switch_by_call, @function
    .p2align 6
f_switch_by_call:
    .cfi_startproc
    movq %rsp, 0(%rdi)
    movq 0(%rsi), %rsp
    popq %rax
    .cfi_def_cfa rsp, 0
    .cfi_register rip, rax
    save_registers
    load_registers
    .cfi_endproc
    .size f_switch_by_call, . - f_switch_by_call

// Where a new fiber begins, by its address in the context or the one on its stack, which is then gone: so the stack is
// aligned here. It has no caller, which the undefined return address says to unwinders.
    .globl f_first
    .hidden f_first
    .type f_first, @function
    .p2align 4
f_first:
    .cfi_startproc
    .cfi_undefined rip
    andq $-16, %rsp
    movq %rbp, %rdi
    xorl %ebp, %ebp
    callq *%rbx
    ud2
    .cfi_endproc
    .size f_first, . - f_first

#endif

    .section .note.GNU-stack, "", %progbits
