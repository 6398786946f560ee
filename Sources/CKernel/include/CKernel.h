#pragma once
// What Swift cannot say to the Linux kernel: one header a topic, all of it inline.
#include "perf.h"
