#include "CFiber.h"
#include "loop.h"

// Eight little actions that differ, so that no compiler folds them into one.
#define ACT(n) \
    static void act##n(struct f_stepper *stepper) { stepper->work += 2 * n + 1; }
ACT(0) ACT(1) ACT(2) ACT(3) ACT(4) ACT(5) ACT(6) ACT(7)

const struct f_state f_states[8] = {
    {act0, {1, 2, 3, 4}}, {act1, {2, 3, 4, 5}}, {act2, {3, 4, 5, 6}}, {act3, {4, 5, 6, 7}},
    {act4, {5, 6, 7, 0}}, {act5, {6, 7, 0, 1}}, {act6, {7, 0, 1, 2}}, {act7, {0, 1, 2, 3}},
};

F_PLACED void f_steps(void *argument, long rounds) {
    struct f_stepping *stepping = argument;
    const uint8_t *events = stepping->events;
    uint64_t mask = stepping->mask, given = stepping->given;
    F_PLACE_LOOP();
    for (long i = 0; i < rounds; i++) {
        for (int side = 0; side < 2; side++) f_step(&stepping->pair[side], events[given++ & mask]);
    }
    stepping->given = given;
}
