// Numbers as C writes them. The call is variadic, and how Swift lays out such a list differs by processor.
#pragma once

#include <stdio.h>

/// Writes a number with `places` decimals, as printf does: its length, which is above `size` where it was cut.
static inline int k_decimals(char *out, size_t size, int places, double value) {
    return snprintf(out, size, "%.*f", places, value);
}
