// uint64_t registers_switch…(context *save, context *load, uint64_t seed): a switch with every call-preserved register
// filled from the seed, and how many of them are changed when it returns. Those with `control` fill the control words
// of the floating-point units too, and put the caller's back at the end; `unsaved` does so around the switch that does
// not save them, so that the test can be seen to notice.

    .text

    .macro function name
    .globl \name
    .hidden \name
    .type \name, %function
\name:
    .endm

    .macro plain name, way
    function \name
    fill
    \way
    count
    leave_
    .size \name, . - \name
    .endm

    .macro controlled name, way
    function \name
    fill
    fill_control
    \way
    count
    count_control
    leave_
    .size \name, . - \name
    .endm

#if defined(__aarch64__)

    .macro fill
    stp x29, x30, [sp, #-192]!
    mov x29, sp
    stp x19, x20, [sp, #16]
    stp x21, x22, [sp, #32]
    stp x23, x24, [sp, #48]
    stp x25, x26, [sp, #64]
    stp x27, x28, [sp, #80]
    stp d8, d9, [sp, #96]
    stp d10, d11, [sp, #112]
    stp d12, d13, [sp, #128]
    stp d14, d15, [sp, #144]
    str x2, [sp, #160]
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
    add x\n, x2, #\n
    .endr
    .irp n, 8, 9, 10, 11, 12, 13, 14, 15
    add x9, x2, #\n
    fmov d\n, x9
    .endr
    .endm

    // How to round, and whether to flush to zero: bits 22 to 24.
    .macro fill_control
    mrs x9, fpcr
    str x9, [sp, #168]
    bfi x9, x2, #22, #3
    str x9, [sp, #176]
    msr fpcr, x9
    .endm

    .macro by_jump target
    adr x30, 1f
    b \target
1:
    .endm

    .macro count
    ldr x2, [sp, #160]
    mov x0, #0
    .irp n, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28
    add x9, x2, #\n
    cmp x9, x\n
    cinc x0, x0, ne
    .endr
    .irp n, 8, 9, 10, 11, 12, 13, 14, 15
    add x9, x2, #\n
    fmov x10, d\n
    cmp x9, x10
    cinc x0, x0, ne
    .endr
    mov x9, sp
    cmp x9, x29
    cinc x0, x0, ne
    .endm

    .macro count_control
    mrs x9, fpcr
    ldr x10, [sp, #176]
    cmp x9, x10
    cinc x0, x0, ne
    ldr x9, [sp, #168]
    msr fpcr, x9
    .endm

    .macro leave_
    ldp x19, x20, [sp, #16]
    ldp x21, x22, [sp, #32]
    ldp x23, x24, [sp, #48]
    ldp x25, x26, [sp, #64]
    ldp x27, x28, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    ldp x29, x30, [sp], #192
    ret
    .endm

    .macro by_call target
    bl \target
    .endm

#elif defined(__x86_64__)

    .macro fill
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    push %rdx
    sub $16, %rsp
    lea 1(%rdx), %rbp
    lea 2(%rdx), %rbx
    .irp n, 12, 13, 14, 15
    lea \n(%rdx), %r\n
    .endr
    .endm

    // How to round (bits 13 and 14 of MXCSR, 10 and 11 of the x87 control word).
    .macro fill_control
    stmxcsr (%rsp)
    fnstcw 4(%rsp)
    mov %edx, %eax
    and $3, %eax
    shl $13, %eax
    or $0x1f80, %eax
    mov %eax, 8(%rsp)
    ldmxcsr 8(%rsp)
    mov %edx, %eax
    and $12, %eax
    shl $8, %eax
    or $0x37f, %eax
    mov %eax, 12(%rsp)
    fldcw 12(%rsp)
    .endm

    .macro by_jump target
    lea 1f(%rip), %rdx
    jmp \target
1:
    .endm

    .macro compare register, offset
    lea \offset(%rdx), %rcx
    cmp %rcx, \register
    setne %cl
    movzbl %cl, %ecx
    add %rcx, %rax
    .endm

    .macro count
    mov 16(%rsp), %rdx
    xor %eax, %eax
    compare %rbp, 1
    compare %rbx, 2
    compare %r12, 12
    compare %r13, 13
    compare %r14, 14
    compare %r15, 15
    .endm

    // The lower bits of MXCSR are what happened, not how to go on.
    .macro count_control
    stmxcsr -8(%rsp)
    mov -8(%rsp), %ecx
    xor 8(%rsp), %ecx
    and $0xffc0, %ecx
    setne %cl
    movzbl %cl, %ecx
    add %rcx, %rax
    fnstcw -8(%rsp)
    movzwl -8(%rsp), %ecx
    cmp 12(%rsp), %ecx
    setne %cl
    movzbl %cl, %ecx
    add %rcx, %rax
    ldmxcsr (%rsp)
    fldcw 4(%rsp)
    .endm

    .macro leave_
    add $16, %rsp
    pop %rdx
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret
    .endm

    .macro by_call target
    call \target
    .endm

#endif

    plain registers_switch, "by_jump f_switch_by_jump"
    plain registers_switch_by_call, "by_call f_switch_by_call"
    controlled registers_switch_control, "by_jump f_switch_control_by_jump"
    controlled registers_switch_unsaved, "by_jump f_switch_by_jump"

    .section .note.GNU-stack, "", %progbits
