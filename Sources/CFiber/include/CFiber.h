// Fibers: stacks that user code switches between, without the kernel.
#pragma once

#include "fiber.h"
#include "fiber_ring.h"
#include "inline.h"
#include "stepper.h"
#include "ucontext_pair.h"
