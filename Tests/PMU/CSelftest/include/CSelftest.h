#pragma once
// What the self-test needs of C and assembly.
#include "fibers.h"
#include "known_loop.h"
