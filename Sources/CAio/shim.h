// libaio: Linux's own asynchronous IO, the kernel AIO of the mail.
#pragma once

// First, so that what both take from the C library has one owner for Swift.
#include "../CKernel/include/CKernel.h"

#include <libaio.h>
