internal import CKernel
internal import Glibc

/// Many tasks that all want the one CPU and do nothing but call sched_yield: the scheduler takes each in turn, so each
/// yield is a switch among so many runnable tasks. Each counts its yields, since those that the ring makes before it
/// has come into step are not timed; they are operations all the same, which the kernel counts.
///
/// Between batches all but the worker sleep. Under SCHED_BATCH, those that are woken wait until all have been.
func yieldRing(_ kind: Partner.Kind, runnable: Int, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        try adoptPolicy(SCHED_BATCH, cleanup)
        let board = try cleanup.keep(Board(others: runnable - 1), Board.close)
        let partners = try (1..<runnable).map { index in
            let partner = try Partner(kind, on: place.cpu) { board.takePart(yields: board.count(of: index)) }
            cleanup.add {
                k_store(board.state, Board.over)
                _ = k_futex_wake_all(board.state)
                partner.end()
            }
            return partner
        }
        return Rig(
            partners: partners,
            baseline: { n in for _ in 0..<runnable * n { yield() } },
            finish: cleanup.run,
            timing: { n, watch in
                let before = board.yields
                watch.besides += board.begin()
                let first = board.yields
                watch.time { for _ in 0..<n { yield() } }
                let made = board.yields - first
                watch.besides += board.rest()
                // A yield that comes back before the others had their turns is no switch among all of them. A few may
                // be missing where a task of somebody else's came between.
                guard 10 * (made + 8) >= 9 * n * (runnable - 1) else {
                    throw OperationFailed(
                        "the other tasks made \(made) yields of \(n * (runnable - 1)) while timed: "
                            + "the scheduler does not take so many in turn")
                }
                watch.besides += board.yields - before - n * (runnable - 1)
            })
    }
}

@inline(__always)
private func yield() { _ = k_syscall0(Int(k_nr_sched_yield)) }

/// What the tasks of a ring share: what they are to do, how many have begun and how many have stopped, and a count each
/// on a cache line of its own.
private struct Board: @unchecked Sendable {
    static let (resting, yielding, over): (UInt32, UInt32, UInt32) = (0, 1, 2)

    private let words: UnsafeMutablePointer<UInt32>
    private let others: Int
    private var bytes: Int { (others + 4) * 64 }

    init(others: Int) throws {
        self.others = others
        var memory: UnsafeMutableRawPointer?
        let result = k_shared((others + 4) * 64, &memory)
        guard let memory else { throw Refusal("no shared memory: \(errorText(of: result))") }
        words = memory.bindMemory(to: UInt32.self, capacity: (others + 4) * 16)
    }

    var state: UnsafeMutablePointer<UInt32> { words }
    private var begun: UnsafeMutablePointer<UInt32> { words + 16 }
    private var stopped: UnsafeMutablePointer<UInt32> { words + 32 }

    /// Where a task counts its yields; the others are 1, 2 and so on.
    func count(of index: Int) -> UnsafeMutablePointer<Int> {
        UnsafeMutableRawPointer(words + (index + 2) * 16).assumingMemoryBound(to: Int.self)
    }

    /// The yields of all others so far.
    var yields: Int { (1...others).reduce(0) { $0 + count(of: $1).pointee } }

    /// The life of one of them.
    func takePart(yields: UnsafeMutablePointer<Int>) {
        while true {
            switch k_load(state) {
            case Board.yielding:
                k_add(begun, 1)
                repeat {
                    // Before, so that whoever is off the CPU has counted the yield that took it off.
                    yields.pointee += 1
                    yield()
                } while k_load(state) == Board.yielding
                k_add(stopped, 1)
            case Board.resting: _ = k_futex_wait(state, Board.resting)
            default: return
            }
        }
    }

    /// Wakes all and waits until each has had a turn and the ring is in step: those that have just come into the queue
    /// are not yet where they belong. The worker's own yields until then.
    func begin() -> Int {
        k_store(begun, 0)
        k_store(stopped, 0)
        k_store(state, Board.yielding)
        _ = k_futex_wake_all(state)
        var rounds = 0
        while rounds < Board.fewestRounds || k_load(begun) < UInt32(others) {
            yield()
            rounds += 1
        }
        for _ in 0..<2 { yield() }
        return rounds + 2
    }

    /// Rounds until all are in step: 3 were enough for up to a thousand on Linux 6.18.
    private static let fewestRounds = 6

    /// Has all go to sleep. That is a call and a switch of each, and the worker's own yields meanwhile.
    func rest() -> Int {
        k_store(state, Board.resting)
        var rounds = 0
        while k_load(stopped) < UInt32(others) {
            yield()
            rounds += 1
        }
        // The last may not be asleep yet.
        yield()
        return others + rounds
    }

    func close() { munmap(words, bytes) }
}
