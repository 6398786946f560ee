// What a fiber is when it is no fiber: a record that is stepped through a table.
#pragma once

#include <stdint.h>

/// A state machine between two events: all that it remembers.
struct f_stepper {
    uint32_t state;
    uint32_t work;
};

/// A state: what to do in it, and where each of four events leads.
struct f_state {
    void (*act)(struct f_stepper *);
    uint8_t next[4];
};

/// The table of eight states that `f_step` goes by.
extern const struct f_state f_states[8];

/// What a record does of an event, from 0 to 3.
static inline void f_step(struct f_stepper *stepper, unsigned event) {
    const struct f_state *state = &f_states[stepper->state & 7];
    state->act(stepper);
    stepper->state = state->next[event & 3];
}

/// Two records and the events that they are given in turn.
struct f_stepping {
    struct f_stepper pair[2];
    /// From 0 to 3 each.
    const uint8_t *events;
    /// How many there are, a power of two, less one.
    uint64_t mask;
    /// How many were given so far.
    uint64_t given;
};

/// Steps both records in turn, one event each a round, `rounds` times: as two fibers would take turns. It goes on in
/// the events where it last stopped.
void f_steps(void *stepping, long rounds);
