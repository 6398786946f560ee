#pragma once

/// What a run of many fibers showed.
struct fibers_result {
    long visits;      // how often a fiber was switched to
    long wrong;       // registers that were not as the fiber or the main stack had left them
    long misaligned;  // fibers whose stack was not aligned as the ABI wants it
};

/// Which switch.
enum fibers_switch {
    fibers_by_jump,
    fibers_by_call,
    fibers_control,          // that which saves the floating-point control words, these filled too
    fibers_control_unsaved,  // these filled too, and a switch that does not save them: they must come back changed
};

/// Makes so many fibers and switches to each of them, `rounds` times over, every call-preserved register filled with
/// values of the fiber's own. Negative visits: no memory.
struct fibers_result fibers_run(long fibers, long rounds, enum fibers_switch kind);
