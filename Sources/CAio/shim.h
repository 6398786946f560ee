// libaio: Linux's own asynchronous IO, the kernel AIO of the mail.
#pragma once

#include <libaio.h>
