// Locks on files, beside those that the C library declares for Swift.
#pragma once

#include <fcntl.h>

enum {
    /// fcntl's lock of an open file, not of a process: waits until it is there.
    k_set_file_lock_waiting = F_OFD_SETLKW,
};
