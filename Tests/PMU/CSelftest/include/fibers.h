#pragma once

/// What a run of many fibers showed.
struct fibers_result {
    long visits;      // how often a fiber was switched to
    long wrong;       // registers that were not as the fiber or the main stack had left them
    long misaligned;  // fibers whose stack was not aligned as the ABI wants it
};

/// Makes so many fibers and switches to each of them, `rounds` times over, every call-preserved register filled with
/// values of the fiber's own. Negative visits: no memory.
struct fibers_result fibers_run(long fibers, long rounds);
