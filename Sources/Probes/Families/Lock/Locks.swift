internal import CKernel
internal import Glibc
internal import Sampling

/// What a lock costs that nobody else wants, and what handing one over costs; and the futex calls below them.
let lockProbes: [Probe] = futexProbes + freeLocks + contendedLocks

/// Taken and given back by one task, while nobody else wants it.
private let freeLocks: [Probe] = [
    .free("mutex", "a mutex of the C library", calls: 0) { try ThreadMutex() },
    .free("mutex.pi", "a mutex of the C library that lends priority", calls: 0) { try ThreadMutex(lends: true) },
    .free("rwlock.read", "a read-write lock, for reading", calls: 0) { try ReadWriteLock(.reading) },
    .free("rwlock.write", "a read-write lock, for writing", calls: 0) { try ReadWriteLock(.writing) },
    .free("spin", "a spin lock of the C library", calls: 0) { try SpinLock() },
    .free("semaphore", "a semaphore of the C library, counted down and up", calls: 0) { try CountedLock() },
    .free("flock", "flock of a file in memory", calls: 2) { try WholeFileLock() },
    .free("fcntl", "a lock on a byte of a file in memory, of the process", calls: 2) { try ByteLock(.process) },
    .free("fcntl.ofd", "a lock on a byte of a file in memory, of an open file", calls: 2) { try ByteLock(.file) },

    .inUserSpace("lock.swift.mutex", "Swift's Mutex, nobody else wants it: withLock", per: "lock") { _ in
        let counter = LockedCounter()
        return Rig { n in
            for _ in 0..<n { counter.add() }
            try counter.check(added: n)
        }
    },

    .inUserSpace("lock.actor", "a task calls a method of an actor that nobody else calls", per: "call") { _ in
        let calls = CountingCalls()
        return Rig { n in try calls.run(n) }
    },

    .inUserSpace("lock.condvar", "a condition variable is signalled, for which nobody waits", per: "signal") { _ in
        let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
        pthread_cond_init(condition, nil)
        return Rig(finish: {
            pthread_cond_destroy(condition)
            condition.deallocate()
        }) { n in
            for _ in 0..<n where pthread_cond_signal(condition) != 0 { throw OperationFailed("pthread_cond_signal") }
        }
    },

    // Whether it goes into the kernel to wake nobody is the C library's own affair.
    Probe(
        "lock.barrier", "a barrier of one, passed alone", per: "pass", does: [.contextSwitches: 0],
        isDefault: false
    ) { _ in
        let barrier = try Barrier(of: 1)
        return Rig(finish: barrier.destroy) { n in
            for _ in 0..<n where !barrier.pass() { throw OperationFailed("a barrier of one did not let it through") }
        }
    },
]

/// Handed to and fro between two threads, on one CPU and on two.
private let contendedLocks: [Probe] =
    .contended("mutex", "a mutex of the C library") { try ThreadMutex() }
    + .contended("mutex.pi", "a mutex that lends priority") { try ThreadMutex(lends: true) }
    + .contended("rwlock.write", "a read-write lock, for writing") { try ReadWriteLock(.writing) }
    + .contended("flock", "flock of a file in memory") { try WholeFileLock() }
    + .contended("fcntl.ofd", "a lock on a byte of a file in memory, of an open file") { try ByteLock(.file) }
    + [
        Probe(
            "lock.spin.cross", "two threads on two CPUs hand a spin lock to and fro", per: "hand-over",
            net: "waiting for the other CPU", operationsPerIteration: 2, does: [.voluntarySwitches: 0],
            handover: 4, cpus: 2, needs: [.twoCPUs], tasks: 2, isDefault: false
        ) { place in try handOver(at: place.across) { try SpinLock() } },

        .barrier("contended", "two threads on one CPU", cpus: 1),
        .barrier("cross", "two threads on two CPUs", cpus: 2),
    ]

/// Operations of a thread in an iteration whose switches are not declared: so many that a page fault or two, which are
/// not theirs, are less than one in a hundred.
private let longRound = 512

extension Probe {
    /// A row outside the default set that never enters the kernel.
    fileprivate static func inUserSpace(
        _ name: RowName, _ summary: String, per operation: String, prepare: @escaping @Sendable (Place) throws -> Rig
    ) -> Probe { entering(name, summary, per: operation, calls: 0, prepare: prepare) }

    /// A lock that is taken and given back, so many system calls for both together.
    fileprivate static func free<L: TwoSidedLock>(
        _ variant: String, _ what: String, calls: Double, by make: @escaping @Sendable () throws -> L
    ) -> Probe {
        entering("lock.\(variant)", "\(what), taken and given back; nobody else wants it", per: "lock", calls: calls) {
            _ in
            let lock = try make()
            return Rig(finish: lock.destroy) { n in
                for _ in 0..<n {
                    var result = lock.take(as: 0)
                    if result == 0 { result = lock.give(as: 0) }
                    if result != 0 { throw OperationFailed("\(L.self): \(errorText(of: result))") }
                }
            }
        }
    }

    fileprivate static func barrier(_ variant: String, _ where: String, cpus: Int) -> Probe {
        Probe(
            "lock.barrier.\(variant)", "\(`where`) pass a barrier together", per: "pass",
            operationsPerIteration: longRound, does: [.pageFaults: 0],
            cpus: cpus, needs: cpus > 1 ? [.twoCPUs] : [], tasks: 2, isDefault: false
        ) { place in try passTogether(at: cpus > 1 ? place.across : place, steps: longRound) }
    }
}

extension [Probe] {
    /// On one CPU each hand-over is a switch. On two, who waits may find the lock free before it sleeps.
    fileprivate static func contended<L: TwoSidedLock>(
        _ variant: String, _ what: String, by make: @escaping @Sendable () throws -> L
    ) -> [Probe] {
        [
            Probe(
                "lock.\(variant).contended", "two threads on one CPU hand \(what) to and fro", per: "hand-over",
                net: "sleep, wake-up and switch", operationsPerIteration: 2,
                does: [.contextSwitches: 1], handover: 4, tasks: 2, isDefault: false
            ) { place in try handOver(at: place, by: make) },
            Probe(
                "lock.\(variant).cross", "two threads on two CPUs hand \(what) to and fro", per: "hand-over",
                net: "waking another CPU, sleep and switch", operationsPerIteration: 2 * longRound,
                does: [.pageFaults: 0], cpus: 2, needs: [.twoCPUs], tasks: 2, isDefault: false
            ) { place in try handOver(at: place.across, steps: longRound, by: make) },
        ]
    }
}
