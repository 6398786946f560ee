// What was printed, and whether it arrived: Swift will not look at C's `stdout`.
#pragma once

#include <errno.h>
#include <stdio.h>

/// Writes out what is still held back for stdout. 0 when all of it has arrived.
static inline int k_finish_output(void) {
    errno = 0;
    int failed = fflush(stdout) != 0;
    int code = errno;
    return failed || ferror(stdout) ? -(code ? code : EIO) : 0;
}
