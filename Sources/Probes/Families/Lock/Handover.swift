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
        // Which turn it is: even ones are the partner's.
        let turns = page.line(0)
        let idle = try cleanup.keep(make(), L.destroy)
        let circle = try (0..<Circle<L>.size).map { _ in try cleanup.keep(make(), L.destroy) }
        var ways: [Circle<L>] = []
        let crew = try Crew(.thread, on: [place.partner], cleanup) {
            let way = Circle(circle, side: ways.count, turns)
            ways.append(way)
            return Crew.Member(
                turn: { steps in for _ in 0..<steps { way.step() } }, begin: way.begin, end: way.end)
        }
        // Whoever took a step before the other has begun could find the next lock free.
        try crew.together(0)
        return Rig(
            partners: crew.partners,
            baseline: { n in
                for _ in 0..<2 * n * steps {
                    var result = idle.take(as: 0)
                    if result == 0 { result = idle.give(as: 0) }
                    if result != 0 { throw OperationFailed("\(L.self): \(errorText(of: result))") }
                }
            },
            finish: cleanup.run,
            loop: { [ways] n in
                let first = k_load(turns)
                try crew.together(n * steps)
                let made = k_load(turns) &- first
                guard made == UInt32(truncatingIfNeeded: 2 * n * steps), ways.allSatisfy(\.isWell) else {
                    throw OperationFailed(
                        "\(made) hand-overs of \(2 * n * steps) were in turn: the lock let two in at once")
                }
            })
    }
}

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
        let singled = page.line(0)
        let barrier = try cleanup.keep(Barrier(of: 2), Barrier.destroy)
        let crew = try Crew(.thread, on: [place.partner], cleanup) {
            Crew.Member { passes in for _ in 0..<passes where barrier.pass() { k_add(singled, 1) } }
        }
        return Rig(
            partners: crew.partners, finish: cleanup.run,
            loop: { n in
                k_store(singled, 0)
                try crew.together(n * steps)
                let count = k_load(singled)
                guard count == UInt32(n * steps) else {
                    throw OperationFailed("\(n * steps) passes, of which \(count) singled a thread out")
                }
            })
    }
}
