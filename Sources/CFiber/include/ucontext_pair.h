// The C library's fibers, which carry a signal mask and therefore enter the kernel.
#pragma once

#include <stddef.h>

/// Two contexts that swap with each other.
struct f_ucontext_pair;

/// A pair whose other side runs on `bytes` of `stack`, or NULL with errno. Freed by `f_ucontext_free`.
struct f_ucontext_pair *f_ucontext_make(void *stack, size_t bytes);

/// Swaps there and back, `rounds` times. 0, or -1 with errno.
int f_ucontext_rounds(struct f_ucontext_pair *pair, long rounds);

void f_ucontext_free(struct f_ucontext_pair *pair);
