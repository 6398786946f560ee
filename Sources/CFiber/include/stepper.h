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

/// The table of eight states that `f_steps` runs through.
extern const struct f_state f_states[8];

/// Steps two records in turn, one event each a round, `rounds` times: as two fibers would take turns.
static inline void f_steps(struct f_stepper *pair, long rounds) {
    for (long i = 0; i < rounds; i++) {
        for (int side = 0; side < 2; side++) {
            struct f_stepper *stepper = &pair[side];
            const struct f_state *state = &f_states[stepper->state & 7];
            state->act(stepper);
            stepper->state = state->next[i & 3];
        }
    }
}
