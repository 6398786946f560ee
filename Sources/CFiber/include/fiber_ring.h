// Fibers in a ring: each switches to the next, and none is the scheduler.
#pragma once

#include "fiber.h"

/// A fiber of a ring: where its stack was left, and who comes after it.
struct f_member {
    void *stack;
    struct f_member *next;
};

/// The life of a member that is not the caller: it switches to the next for ever. To be prepared with an `f_member`.
void f_pass_on_always(void *member);

/// Goes round the ring, `laps` times, from a member that is the caller's own stack.
static inline void f_laps(struct f_member *own, long laps) {
    for (long i = 0; i < laps; i++) f_switch(&own->stack, own->next->stack);
}
