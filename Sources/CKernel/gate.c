#include "gate.h"

#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <ucontext.h>
#include <unistd.h>

#include "result.h"

// The gate: a call with the number in the first argument, and the way back out of a handler.
long k_gate_call(long number, const long *arguments);
void k_gate_return(void);
extern const char k_gate_first[], k_gate_last[];

#if defined(__x86_64__)
__asm__(
    ".text\n"
    ".balign 64\n"
    ".globl k_gate_first\n.hidden k_gate_first\nk_gate_first:\n"
    ".globl k_gate_call\n.hidden k_gate_call\n.type k_gate_call, @function\nk_gate_call:\n"
    "    mov %rdi, %rax\n"
    "    mov %rsi, %rcx\n"
    "    mov (%rcx), %rdi\n"
    "    mov 8(%rcx), %rsi\n"
    "    mov 16(%rcx), %rdx\n"
    "    mov 24(%rcx), %r10\n"
    "    mov 32(%rcx), %r8\n"
    "    mov 40(%rcx), %r9\n"
    "    syscall\n"
    "    ret\n"
    ".globl k_gate_return\n.hidden k_gate_return\n.type k_gate_return, @function\nk_gate_return:\n"
    "    mov $15, %eax\n"
    "    syscall\n"
    "    ud2\n"
    ".globl k_gate_last\n.hidden k_gate_last\nk_gate_last:\n");
#else
__asm__(
    ".text\n"
    ".balign 64\n"
    ".globl k_gate_first\n.hidden k_gate_first\nk_gate_first:\n"
    ".globl k_gate_call\n.hidden k_gate_call\n.type k_gate_call, %function\nk_gate_call:\n"
    "    mov x8, x0\n"
    "    mov x9, x1\n"
    "    ldp x0, x1, [x9]\n"
    "    ldp x2, x3, [x9, #16]\n"
    "    ldp x4, x5, [x9, #32]\n"
    "    svc #0\n"
    "    ret\n"
    ".globl k_gate_return\n.hidden k_gate_return\n.type k_gate_return, %function\nk_gate_return:\n"
    "    mov x8, #139\n"
    "    svc #0\n"
    "    brk #0\n"
    ".globl k_gate_last\n.hidden k_gate_last\nk_gate_last:\n");
#endif

uintptr_t k_gate_begin(void) { return (uintptr_t)k_gate_first; }
uintptr_t k_gate_end(void) { return (uintptr_t)k_gate_last; }

static volatile char blocks;

void k_gate_block(int whether) { blocks = whether != 0; }

static uint64_t *counted;

static void answer(int signal, siginfo_t *info, void *context) {
    (void)signal;
    ucontext_t *task = context;
    ++*counted;
#if defined(__x86_64__)
    greg_t *r = task->uc_mcontext.gregs;
    long arguments[] = {r[REG_RDI], r[REG_RSI], r[REG_RDX], r[REG_R10], r[REG_R8], r[REG_R9]};
    r[REG_RAX] = k_gate_call(info->si_syscall, arguments);
#else
    unsigned long long *r = task->uc_mcontext.regs;
    long arguments[] = {(long)r[0], (long)r[1], (long)r[2], (long)r[3], (long)r[4], (long)r[5]};
    r[0] = (unsigned long long)k_gate_call(info->si_syscall, arguments);
#endif
}

int k_gate_open(uint64_t *count) {
    // The kernel's own structure: the C library would have the handler return by instructions outside the gate.
    struct {
        void (*handler)(int, siginfo_t *, void *);
        unsigned long flags;
        void (*restorer)(void);
        uint64_t mask;
    } action = {answer, SA_SIGINFO | 0x04000000 /* SA_RESTORER */, k_gate_return, 0};
    counted = count;
    return k_result((int)syscall(SYS_rt_sigaction, SIGSYS, &action, 0, sizeof action.mask));
}

int k_gate_dispatch(void) {
    enum { set = 59, on = 1 }; // PR_SET_SYSCALL_USER_DISPATCH, PR_SYS_DISPATCH_ON
    blocks = 0;
    return k_result(
        prctl(set, on, k_gate_begin(), k_gate_end() - k_gate_begin(), (unsigned long)(uintptr_t)&blocks));
}
