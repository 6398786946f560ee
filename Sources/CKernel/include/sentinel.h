// Little loops that show the state of the core without looking at what is measured. A neighbour on the other half of
// the core slows the adds and not the chain; a clock that moves slows both alike. The loops are in sentinel.c.
#pragma once

enum {
    /// Multiplies in a reading of the chain: some 10,000 cycles.
    k_sentinel_chain_length = 3200,
    /// Independent adds in a reading: what a core that adds four in a cycle does in 4,000.
    k_sentinel_adds_count = 16000,
};

/// `count` multiplies (a multiple of 8), each of which needs the one before: a fixed number of cycles.
void k_sentinel_multiplies(long count);

/// `count` adds of registers (a multiple of 8), each of which needs the one before: one cycle each on every core that
/// toll knows. No immediates: some cores add those up while they rename registers.
void k_sentinel_steps(long count);

/// `count` adds (a multiple of 16) that wait for nothing: their rate is the share of the core's width that is ours.
void k_sentinel_adds(long count);
