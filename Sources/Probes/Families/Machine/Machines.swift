internal import CKernel
internal import Counters
internal import Sampling

/// What lies under all other figures: the hypervisor and the clock.
let machineProbes: [Probe] = [
    Probe(
        "machine.trap", "cpuid, which a hypervisor must trap: leaving the guest and coming back", per: "trap",
        does: user, needs: [.x86]
    ) { _ in
        #if arch(x86_64)
            Rig { n in for _ in 0..<n { k_trap() } }
        #else
            throw Refusal("x86-64 only")
        #endif
    },

    Probe(
        "machine.clock", "one read of the clock that times the batches", per: "read", does: user,
        needs: [.ticksOrClock]
    ) { _ in
        let clock = Clock.calibrated(over: 0)
        return Rig { n in for _ in 0..<n { _ = clock.now() } }
    },
]

extension Need {
    /// A clock for batches without a system call: the processor's own, or the kernel's if it is read in user mode.
    fileprivate static let ticksOrClock = Need("a clock read in user mode") { place in
        k_ticks_invariant() != 0 ? nil : Need.clockInUserMode.missing(at: place)
    }
}

private let user: [Quantity: Double] = [.syscalls: 0, .contextSwitches: 0, .pageFaults: 0]
