#pragma once
#include <stdint.h>

/// Instructions of one round of `known_loop`: count down, jump.
enum { known_loop_instructions = 2 };

/// A loop whose instructions are known: two a round, and a handful for the call.
void known_loop(uint64_t rounds);
