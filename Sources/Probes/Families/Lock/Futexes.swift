internal import CKernel
internal import Glibc
internal import Sampling

/// The futex calls by themselves, by the instruction.
let futexProbes: [Probe] = [
    .entering("lock.futex.wake", "futex wakes one of those that wait: nobody does") { _ in
        try word { try .calling(SystemCall("FUTEX_WAKE", k_nr_futex, address($0), Int(k_futex_op_wake), 1)) }
    },

    .entering("lock.futex.wait", "futex is to wait, and finds that the word has changed") { _ in
        try word {
            try .calling(
                SystemCall(
                    "FUTEX_WAIT", k_nr_futex, address($0), Int(k_futex_op_wait), 1, answers: -Int(EAGAIN)))
        }
    },

    Probe(
        "lock.futex.requeue", "futex moves a sleeping thread from one word to another, without waking it", per: "move",
        operationsPerIteration: 2, does: [.syscalls: 1, .contextSwitches: 0], tasks: 2,
        isDefault: false
    ) { place in try requeue(at: place) },

    .entering(
        "lock.futex.pi", "a futex that lends priority is locked and unlocked, both in the kernel", per: "lock", calls: 2
    ) { _ in
        try word {
            try .calling(
                SystemCall("FUTEX_LOCK_PI", k_nr_futex, address($0), Int(k_futex_op_lock_pi)),
                SystemCall("FUTEX_UNLOCK_PI", k_nr_futex, address($0), Int(k_futex_op_unlock_pi)))
        }
    },

    waitForMany(2),
]

/// A row over a word of its own that is 0.
private func word(_ make: (UnsafeMutablePointer<UInt32>) throws -> Rig) throws -> Rig {
    try unwinding { cleanup in
        let word = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
        word.initialize(to: 0)
        cleanup.add { word.deallocate() }
        return try make(word).adding(notes: [], finish: cleanup.run)
    }
}

private func waitForMany(_ words: Int) -> Probe {
    .entering(
        "lock.futex.waitv", "futex_waitv is to wait for \(words) words, and finds that the last has changed",
        takes: [Parameter("words", 1...128, default: 2, "words that are waited for")],
        vary: { waitForMany($0["words"]) }
    ) { _ in
        let values = UnsafeMutablePointer<UInt32>.allocate(capacity: words)
        values.initialize(repeating: 0, count: words)
        let waiters = UnsafeMutablePointer<k_futex_waiter>.allocate(capacity: words)
        for index in 0..<words {
            (waiters + index).initialize(to: k_waiter(values + index, index + 1 == words ? 1 : 0))
        }
        let free = {
            values.deallocate()
            waiters.deallocate()
        }
        let wait = SystemCall("futex_waitv", k_nr_futex_waitv, address(waiters), words, answers: -Int(EAGAIN))
        do { return try .calling(wait, finish: free) } catch {
            free()
            throw error
        }
    }
}

/// A thread sleeps on one of two words, and is moved to the other and back. The kernel says each time how many it
/// moved, so the row fails where it did not sleep.
private func requeue(at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (bed, other, over) = (page.line(0), page.line(1), page.line(2))
        let partner = try Partner(.thread, on: place.cpu) {
            while k_load(over) == 0 {
                _ = k_syscall6(Int(k_nr_futex), address(bed), Int(k_futex_op_wait), 0, 0, 0, 0)
            }
        }
        cleanup.add {
            k_store(over, 1)
            k_store(bed, 1)
            for word in [bed, other] {
                _ = k_syscall6(Int(k_nr_futex), address(word), Int(k_futex_op_wake), 1, 0, 0, 0)
            }
            partner.end()
        }
        func move(_ from: UnsafeMutablePointer<UInt32>, _ to: UnsafeMutablePointer<UInt32>) -> SystemCall {
            SystemCall(
                "FUTEX_CMP_REQUEUE", k_nr_futex, address(from), Int(k_futex_op_requeue), 0, 1, address(to), 0,
                answers: 1)
        }
        let (there, back) = (move(bed, other), move(other, bed))
        return Rig(partners: [partner], finish: cleanup.run) { n in
            try putToBed(there, back)
            for _ in 0..<n {
                try there.call()
                try back.call()
            }
        }
    }
}

/// Waits until there is somebody to be moved. One who was interrupted, as by a tracer, takes a while to go back to
/// sleep, and goes to the first word.
private func putToBed(_ there: SystemCall, _ back: SystemCall) throws {
    for _ in 0..<10_000 {
        if there.make() == 1, back.make() == 1 { return }
        usleep(100)
    }
    throw OperationFailed("the thread that is to be moved does not sleep")
}
