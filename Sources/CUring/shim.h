// liburing: the rings through which requests go into the kernel and their results come back.
#pragma once

#include <liburing.h>
