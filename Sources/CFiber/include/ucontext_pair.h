// The C library's fibers, which carry a signal mask and therefore enter the kernel.
#pragma once

#include <ucontext.h>

/// Two contexts that swap with each other.
struct f_ucontext_pair {
    ucontext_t here, there;
    /// The errno of a swap that went wrong, or 0.
    int error;
};

/// Makes a pair whose other side runs on `bytes` of `stack`. 0, or -1 with errno.
int f_ucontext_make(struct f_ucontext_pair *pair, void *stack, size_t bytes);

/// Swaps there and back, `rounds` times, or until it goes wrong.
void f_ucontext_rounds(void *pair, long rounds);
