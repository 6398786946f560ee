// Little loops that show the state of the core without looking at what is measured. A neighbour on the other half of
// the core slows the adds and the jumps and not the chain; a clock that moves slows all alike. The loops are in
// sentinel.c.
#pragma once

enum {
    /// Which make of the loops these are, to be counted up when one of them changes: readings of two makes say nothing
    /// of each other.
    k_sentinel_make = 3,
    /// Multiplies in a reading of the chain: some 10,000 cycles.
    k_sentinel_chain_length = 3200,
    /// Independent adds in a reading: what a core that adds four in a cycle does in 4,000.
    k_sentinel_adds_count = 16000,
    /// Taken jumps in a reading: half as long as the adds on a core to oneself.
    k_sentinel_jumps_count = 2048,
};

/// `count` multiplies (a multiple of 8), each of which needs the one before: a fixed number of cycles.
void k_sentinel_multiplies(long count);

/// `count` adds of registers (a multiple of 8), each of which needs the one before: one cycle each on every core that
/// toll knows. No immediates: some cores add those up while they rename registers.
void k_sentinel_steps(long count);

/// `count` adds (a multiple of 16) that wait for nothing: their rate is the share of the core's width that is ours.
void k_sentinel_adds(long count);

/// `count` jumps (a multiple of 16), each to the next line of the cache and after a step, so that one takes a cycle at
/// the least, however well the core foresees them. A core that two threads share goes from one to the other where it
/// fetches: so they are slower also beside a neighbour who mostly waits, and leaves the adds alone.
void k_sentinel_jumps(long count);
