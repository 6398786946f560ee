// libaio: Linux's own asynchronous I/O, the kernel AIO of the mail.
#pragma once

// First, so that what both take from the C library has one owner for Swift.
#include "../CKernel/include/CKernel.h"

#include <libaio.h>
