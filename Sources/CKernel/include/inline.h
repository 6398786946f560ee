// How the shims of timed loops are declared.
#pragma once

/// Inlined wherever it is called, whatever the optimiser thinks of it. A call would cost more than its few cycles: a
/// return that follows a system call is mispredicted where the kernel fills the return predictor on its way out.
#define K_INLINE static inline __attribute__((always_inline))
