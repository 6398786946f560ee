// The switch itself is in switch_x86_64.S and switch_aarch64.S, each with its frame drawn at the top.
#pragma once

/// Puts the caller's call-preserved registers on its stack, notes that stack in `*save`, and goes on where the stack
/// `load` was left. Returns when somebody loads what was saved.
///
/// Not saved: the floating-point control words and the signal mask. Fibers that change them change them for all.
void f_switch(void **save, void *load);

/// Prepares a stack that f_switch can load: it will call `entry(argument)`, which must never return. `top` is the end
/// of the memory that the stack may use.
void *f_prepare(void *top, void (*entry)(void *), void *argument);

/// Two stacks that switch to each other: where each was left.
struct f_pair {
    void *here, *there;
};

/// Goes on where the other side was left, until it leaves again.
static inline void f_enter(struct f_pair *pair) { f_switch(&pair->here, pair->there); }

/// The same, called by the other side.
static inline void f_leave(struct f_pair *pair) { f_switch(&pair->there, pair->here); }

/// The other side of `f_rounds`: switches back for ever. To be prepared with an `f_pair`.
void f_return_always(void *pair);

/// Switches there and back, `rounds` times.
static inline void f_rounds(struct f_pair *pair, long rounds) {
    for (long i = 0; i < rounds; i++) f_switch(&pair->here, pair->there);
}
