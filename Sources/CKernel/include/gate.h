// Calls that a task's own signal handler answers: where a seccomp filter traps them, and by syscall user dispatch.
#pragma once

#include <stdint.h>

/// Where the instructions lie by which the handler makes calls and returns: no filter and no dispatch acts on those.
uintptr_t k_gate_begin(void);
uintptr_t k_gate_end(void);

/// Has the calling process answer SIGSYS: it makes the call in place of the one that was kept back, adds one to
/// `count`, and returns its result.
int k_gate_open(uint64_t *count);

/// Has the kernel look, before each call of the calling thread, whether calls from outside the gate are kept back now
/// (Linux 5.11): at first they are not. What is kept back reaches the handler of `k_gate_open`.
int k_gate_dispatch(void);

/// Says whether they are.
void k_gate_block(int whether);
