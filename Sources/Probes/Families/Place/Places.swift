internal import CKernel
internal import Glibc
internal import Sampling

/// Where a task may run, where it does, and telling it.
let placeProbes: [Probe] = affinities + policies + whereAmI + barriers

private let affinities: [Probe] = [
    .entering("place.affinity.same", "sched_setaffinity to the CPU to which the task is bound already") { place in
        let mask = Mask([place.cpu])
        return try Rig.calling(mask.adoption, finish: mask.free)
    },

    .entering(
        "place.affinity.wider", "sched_setaffinity to one CPU more, and back; the task stays where it is",
        operationsPerIteration: 2, needs: [.twoCPUs]
    ) { place in
        let (wide, narrow) = (Mask([place.cpu, place.otherCPU ?? place.cpu]), Mask([place.cpu]))
        return try Rig.calling(
            wide.adoption, narrow.adoption,
            finish: {
                wide.free()
                narrow.free()
            })
    },

    // The thread that moves a task runs on the CPU that the task leaves.
    Probe(
        "place.migrate", "sched_setaffinity to another CPU, which the task has to move to, and back", per: "move",
        operationsPerIteration: 2, does: [.migrations: 1, .syscalls: 1], needs: [.twoCPUs],
        isDefault: false
    ) { place in
        let (there, back) = (Mask([place.otherCPU ?? place.cpu]), Mask([place.cpu]))
        return try Rig.calling(
            there.adoption, back.adoption,
            finish: {
                there.free()
                back.free()
            })
    },

    .entering("place.getaffinity", "sched_getaffinity") { place in
        let mask = Mask([place.cpu])
        return Rig(finish: mask.free) { n in
            for _ in 0..<n where mask.ask() <= 0 { throw OperationFailed("sched_getaffinity") }
        }
    },
]

/// A set of CPUs, in memory.
private struct Mask {
    // As many as any kernel is built for.
    private static let bytes = 8192 / 8
    private let words = UnsafeMutablePointer<UInt64>.allocate(capacity: Mask.bytes / 8)

    init(_ cpus: [Int]) {
        words.initialize(repeating: 0, count: Mask.bytes / 8)
        for cpu in cpus where cpu < Mask.bytes * 8 { words[cpu / 64] |= 1 << UInt64(cpu % 64) }
    }

    /// The call that binds the calling thread to it.
    var adoption: SystemCall {
        SystemCall("sched_setaffinity", k_nr_sched_setaffinity, 0, Mask.bytes, address(words))
    }

    @inline(__always)
    func ask() -> Int { k_syscall3(Int(k_nr_sched_getaffinity), 0, Mask.bytes, address(words)) }

    func free() { words.deallocate() }
}

private let policies: [Probe] = [
    .entering("place.policy.same", "sched_setscheduler to the class that the task has already") { _ in
        let own = Parameters()
        return try Rig.calling(own.adoption(of: sched_getscheduler(0)), finish: own.free)
    },

    .entering(
        "place.policy.batch", "sched_setscheduler to SCHED_BATCH, and back to SCHED_OTHER", operationsPerIteration: 2
    ) { _ in
        guard sched_getscheduler(0) == SCHED_OTHER else { throw Refusal("this task is not of the class SCHED_OTHER") }
        let none = Parameters()
        return try Rig.calling(
            none.adoption(of: SCHED_BATCH), none.adoption(of: SCHED_OTHER), finish: none.free)
    },

    .entering(
        "place.policy.fifo", "sched_setscheduler to SCHED_FIFO, and back to SCHED_OTHER", operationsPerIteration: 2,
        needs: [.realTime]
    ) { _ in
        guard sched_getscheduler(0) == SCHED_OTHER else { throw Refusal("this task is not of the class SCHED_OTHER") }
        let (first, none) = (Parameters(priority: 1), Parameters())
        return try Rig.calling(
            first.adoption(of: SCHED_FIFO), none.adoption(of: SCHED_OTHER),
            finish: {
                first.free()
                none.free()
            })
    },

    .entering("place.getattr", "sched_getattr") { _ in
        let attributes = UnsafeMutablePointer<UInt8>.allocate(capacity: 256)
        return try Rig.calling(
            SystemCall("sched_getattr", k_nr_sched_getattr, 0, address(attributes), 48),
            finish: { attributes.deallocate() })
    },
]

/// What sched_setscheduler takes beside the class.
private struct Parameters {
    private let values = UnsafeMutablePointer<sched_param>.allocate(capacity: 1)

    /// - Parameter priority: that of the calling thread unless given.
    init(priority: Int32? = nil) {
        values.initialize(to: sched_param())
        if let priority { values.pointee.sched_priority = priority } else { sched_getparam(0, values) }
    }

    func adoption(of policy: Int32) -> SystemCall {
        SystemCall("sched_setscheduler", k_nr_sched_setscheduler, 0, Int(policy), address(values))
    }

    func free() { values.deallocate() }
}

private let whereAmI: [Probe] = [
    .entering("place.getcpu.call", "getcpu by the call") { _ in
        let numbers = UnsafeMutablePointer<UInt32>.allocate(capacity: 2)
        return try Rig.calling(
            SystemCall("getcpu", k_nr_getcpu, address(numbers), address(numbers + 1)),
            finish: { numbers.deallocate() })
    },

    .entering(
        "place.getcpu.rseq", "sched_getcpu, which the C library reads from the page of restartable sequences",
        calls: 0, needs: [.rseq]
    ) { place in Rig { n in try askWhere(n, at: place) } },

    .entering(
        "place.getcpu.vdso", "sched_getcpu without restartable sequences, which the vDSO answers", calls: 0,
        needs: [.rseq, .x86]
    ) { place in
        try unwinding { cleanup in
            try withoutRseq(cleanup)
            return Rig(finish: cleanup.run) { n in try askWhere(n, at: place) }
        }
    },

    .rseq("on", "registered, as usual", withoutRseq: false),
    .rseq("off", "not registered", withoutRseq: true),
]

private func askWhere(_ n: Int, at place: Place) throws {
    for _ in 0..<n where k_library_getcpu() != place.cpu { throw OperationFailed("sched_getcpu: another CPU") }
}

/// Has the kernel no longer keep the calling thread's page of restartable sequences up to date, until the list is run.
private func withoutRseq(_ cleanup: Cleanup) throws {
    var length: UInt32 = 0
    let result = k_rseq_registered(0, &length)
    guard result == 0 else { throw Refusal("restartable sequences cannot be given up: \(errorText(of: result))") }
    cleanup.add {
        var length = length
        _ = k_rseq_registered(1, &length)
    }
}

extension Probe {
    /// A switch between two processes; at each the kernel writes the CPU's number where it is registered to.
    fileprivate static func rseq(_ variant: String, _ how: String, withoutRseq isWithout: Bool) -> Probe {
        Probe(
            "place.rseq.\(variant)",
            "two processes on one CPU pass a byte through two pipes, with restartable sequences \(how)", per: "hop",
            net: "sleep, wake-up and switch", operationsPerIteration: 2, does: [.contextSwitches: 1, .syscalls: 2],
            needs: [.rseq], tasks: 2, isDefault: false
        ) { place in
            var condition = SwitchCondition()
            // The partner inherits it.
            if isWithout { condition.impose = withoutRseq }
            return try pipeSwitch(.process, at: place, under: condition)
        }
    }
}

extension Need {
    /// Restartable sequences, registered by the C library for its threads.
    fileprivate static let rseq = Need("restartable sequences") { _ in
        k_rseq_is_registered() != 0
            ? nil : .unsupported("the C library has registered no restartable sequences (rseq)")
    }
}
