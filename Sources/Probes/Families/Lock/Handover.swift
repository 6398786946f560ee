internal import CKernel
internal import Glibc

/// Two threads that go round three locks, one behind the other: each holds one, takes the next and gives back the one
/// that it held. Whatever comes first, the next one is always held by the other thread or about to be given back by it,
/// so that they take strict turns, and each lock taken was handed over.
///
/// The baseline takes and gives back the same locks in one thread, for which nobody waits. On two CPUs the partner
/// sleeps meanwhile.
///
/// - Parameter steps: hand-overs of each thread in an iteration.
func handOver<L: TwoSidedLock>(at place: Place, steps: Int = 1, by make: () throws -> L) throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (asked, done) = (page.line(0), page.line(1))
        // Which turn it is: even ones are the partner's.
        let turns = page.line(2)
        let idle = try cleanup.keep(make(), L.destroy)
        let circle = try (0..<Circle<L>.size).map { _ in try cleanup.keep(make(), L.destroy) }
        let (mine, theirs) = (Circle(circle, side: 0, turns), Circle(circle, side: 1, turns))
        let partner = try Partner(.thread, on: place.partner) {
            var seen: UInt32 = 0
            theirs.begin()
            k_store(done, 1)
            _ = k_futex_wake(done)
            while true {
                while k_load(asked) == seen { _ = k_futex_wait(asked, seen) }
                let rounds = k_load(asked) &- seen
                if rounds > over { break }
                seen = seen &+ rounds
                for _ in 0..<rounds { theirs.step() }
                k_store(done, seen &+ 1)
                _ = k_futex_wake(done)
            }
            theirs.end()
        }
        mine.begin()
        cleanup.add {
            k_add(asked, UInt32.max)
            _ = k_futex_wake(asked)
            partner.end()
            mine.end()
        }
        func awaitPartner() {
            while true {
                let (said, wanted) = (k_load(done), k_load(asked) &+ 1)
                if said == wanted { return }
                _ = k_futex_wait(done, said)
            }
        }
        awaitPartner()
        return Rig(
            partners: [partner],
            baseline: { n in
                for _ in 0..<2 * n * steps {
                    var result = idle.take(as: 0)
                    if result == 0 { result = idle.give(as: 0) }
                    if result != 0 { throw OperationFailed("\(L.self): \(errorText(of: result))") }
                }
            },
            finish: cleanup.run,
            loop: { n in
                guard n > 0 else { return }
                let first = k_load(turns)
                k_add(asked, UInt32(n * steps))
                _ = k_futex_wake(asked)
                for _ in 0..<n * steps { mine.step() }
                awaitPartner()
                let made = k_load(turns) &- first
                guard made == UInt32(truncatingIfNeeded: 2 * n * steps), mine.isWell, theirs.isWell else {
                    throw OperationFailed(
                        "\(made) hand-overs of \(2 * n * steps) were in turn: the lock let two in at once")
                }
            })
    }
}

/// More rounds than anybody asks for at once: that it is over.
private let over: UInt32 = 1 << 31

/// One thread's way round the locks.
private final class Circle<L: TwoSidedLock>: @unchecked Sendable {
    static var size: Int { 3 }

    private let locks: [L]
    private let side: Int
    private let turns: UnsafeMutablePointer<UInt32>
    private var held: Int
    /// Whether every lock was taken in turn and without an error.
    private(set) var isWell = true

    init(_ locks: [L], side: Int, _ turns: UnsafeMutablePointer<UInt32>) {
        (self.locks, self.side, self.turns) = (locks, side, turns)
        held = side
    }

    /// Takes the first lock, which nobody else wants.
    func begin() { note(locks[held].take(as: side)) }

    /// Takes the next lock, and gives back the one held.
    @inline(__always)
    func step() {
        let next = held == Circle.size - 1 ? 0 : held + 1
        note(locks[next].take(as: side))
        let turn = k_load(turns)
        if Int(turn & 1) == side { isWell = false }
        k_store(turns, turn &+ 1)
        note(locks[held].give(as: side))
        held = next
    }

    /// Gives back what it holds.
    func end() { note(locks[held].give(as: side)) }

    @inline(__always)
    private func note(_ result: Int32) { if result != 0 { isWell = false } }
}

/// pthread_barrier_t.
struct Barrier: @unchecked Sendable {
    private let barrier = UnsafeMutablePointer<pthread_barrier_t>.allocate(capacity: 1)

    init(of tasks: UInt32) throws {
        let code = pthread_barrier_init(barrier, nil, tasks)
        guard code == 0 else {
            barrier.deallocate()
            throw Refusal("no barrier: \(errorText(code))")
        }
    }

    /// Waits for the others. Returns whether this thread is the one that the barrier singles out.
    @inline(__always)
    func pass() -> Bool { pthread_barrier_wait(barrier) == PTHREAD_BARRIER_SERIAL_THREAD }

    func destroy() {
        pthread_barrier_destroy(barrier)
        barrier.deallocate()
    }
}

/// Two threads pass one barrier, again and again. Each pass singles out one of the two, and one alone.
func passTogether(at place: Place, steps: Int) throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (asked, singled, done) = (page.line(0), page.line(1), page.line(2))
        let barrier = try cleanup.keep(Barrier(of: 2), Barrier.destroy)
        let partner = try Partner(.thread, on: place.partner) {
            var seen: UInt32 = 0
            while true {
                while k_load(asked) == seen { _ = k_futex_wait(asked, seen) }
                let rounds = k_load(asked) &- seen
                if rounds > over { return }
                seen = seen &+ rounds
                for _ in 0..<rounds where barrier.pass() { k_add(singled, 1) }
                k_store(done, seen)
                _ = k_futex_wake(done)
            }
        }
        cleanup.add {
            k_add(asked, UInt32.max)
            _ = k_futex_wake(asked)
            partner.end()
        }
        return Rig(
            partners: [partner], finish: cleanup.run,
            loop: { n in
                guard n > 0 else { return }
                let passes = n * steps
                k_store(singled, 0)
                k_add(asked, UInt32(passes))
                _ = k_futex_wake(asked)
                for _ in 0..<passes where barrier.pass() { k_add(singled, 1) }
                while true {
                    let seen = k_load(done)
                    if seen == k_load(asked) { break }
                    _ = k_futex_wait(done, seen)
                }
                let count = k_load(singled)
                guard count == UInt32(passes) else {
                    throw OperationFailed("\(passes) passes, of which \(count) singled a thread out")
                }
            })
    }
}
