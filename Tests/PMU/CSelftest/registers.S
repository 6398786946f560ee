// uint64_t registers_switch(void **save, void *load, uint64_t seed): f_switch with every call-preserved register filled
// from the seed, and how many of them are changed when it returns.

    .text
    .globl registers_switch
    .hidden registers_switch
    .type registers_switch, %function

#if defined(__aarch64__)

registers_switch:
    stp x29, x30, [sp, #-176]!
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
    bl f_switch
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
    ldp x19, x20, [sp, #16]
    ldp x21, x22, [sp, #32]
    ldp x23, x24, [sp, #48]
    ldp x25, x26, [sp, #64]
    ldp x27, x28, [sp, #80]
    ldp d8, d9, [sp, #96]
    ldp d10, d11, [sp, #112]
    ldp d12, d13, [sp, #128]
    ldp d14, d15, [sp, #144]
    ldp x29, x30, [sp], #176
    ret

#elif defined(__x86_64__)

registers_switch:
    push %rbp
    push %rbx
    push %r12
    push %r13
    push %r14
    push %r15
    push %rdx
    lea 1(%rdx), %rbp
    lea 2(%rdx), %rbx
    .irp n, 12, 13, 14, 15
    lea \n(%rdx), %r\n
    .endr
    call f_switch
    pop %rdx
    xor %eax, %eax
    .macro compare register, offset
    lea \offset(%rdx), %rcx
    cmp %rcx, \register
    setne %cl
    movzbl %cl, %ecx
    add %rcx, %rax
    .endm
    compare %rbp, 1
    compare %rbx, 2
    compare %r12, 12
    compare %r13, 13
    compare %r14, 14
    compare %r15, 15
    pop %r15
    pop %r14
    pop %r13
    pop %r12
    pop %rbx
    pop %rbp
    ret

#endif

    .size registers_switch, . - registers_switch
    .section .note.GNU-stack, "", %progbits
