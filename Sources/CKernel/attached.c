#include "attached.h"

__attribute__((noinline)) void k_probed(void) { __asm__ volatile("nop" ::: "memory"); }
