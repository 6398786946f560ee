// liburing: the rings through which requests go into the kernel and their results come back.
#pragma once

// First, so that what both take from the C library has one owner for Swift.
#include "../CKernel/include/CKernel.h"

#include <liburing.h>

/// Flags of a submission, which the header spells as expressions that Swift does not import.
enum {
    u_io_link = IOSQE_IO_LINK,
    u_fixed_file = IOSQE_FIXED_FILE,
    u_async = IOSQE_ASYNC,
    u_buffer_select = IOSQE_BUFFER_SELECT,
    u_cqe_skip_success = IOSQE_CQE_SKIP_SUCCESS,
};
