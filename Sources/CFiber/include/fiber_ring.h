// Fibers in a ring: each switches to the next, and none is the scheduler.
#pragma once

#include "fiber.h"

/// A fiber of a ring, and who comes after it.
struct f_member {
    struct f_context context;
    struct f_member *next;
};

/// The life of a member that is not the caller: it switches to the next for ever. To be prepared with an `f_member`.
void f_pass_on_always(void *member);

/// Goes round the ring, `laps` times, from the member that is the caller.
void f_laps(void *own, long laps);
