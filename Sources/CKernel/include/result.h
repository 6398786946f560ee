// What the functions of this module return: see the rule in CKernel.h.
#pragma once

#include <errno.h>

#include "inline.h"

/// What a function of the C library returned, -1 with `errno` where it failed, as the rule has it.
K_INLINE int k_result(int result) { return result < 0 ? -errno : result; }

/// The same for functions that return a long.
K_INLINE long k_result_long(long result) { return result < 0 ? -errno : result; }
