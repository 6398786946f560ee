// Fibers: stacks that user code switches between, without the kernel.
#pragma once

#include "fiber.h"
#include "stepper.h"
#include "ucontext_pair.h"
