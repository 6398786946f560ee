internal import CKernel
internal import Glibc

/// Two threads on one CPU that need the same lock in turn: each takes it, does its part, hands the turn over and waits
/// for it to come back. The baseline does both parts in one context, with the same lock, which nobody else wants.
///
/// The lock and the wait are the C library's, as programs use them.
func lockSwitch(at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let table = cleanup.keep(Table(), Table.free)
        let partner = try Partner(.thread, on: place.partner) {
            while table.takePart(as: 1, of: 2) {}
        }
        cleanup.add {
            table.close(whoseTurn: 1)
            partner.end()
        }
        return Rig(
            partners: [partner],
            notes: ["a part reads and writes \(Table.words * 8) bytes under the lock"],
            baseline: { n in
                // A part of each of the two, in turn, by the one that there is.
                for _ in 0..<2 * n { _ = table.takePart(as: 0, of: 1) }
            },
            finish: cleanup.run,
            loop: { n in
                for _ in 0..<n where !table.takePart(as: 0, of: 2) { throw OperationFailed("the lock was lost") }
                table.awaitTurn(of: 0)
            })
    }
}

/// What both want: a little memory, a lock on it and the word that says whose turn it is.
private final class Table: @unchecked Sendable {
    static let words = 32

    private let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    /// One a side, so that a side that hands over wakes the other and not itself.
    private let bells = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 2)
    private let turn = UnsafeMutablePointer<Int>.allocate(capacity: 1)
    private let memory = UnsafeMutablePointer<UInt64>.allocate(capacity: Table.words)

    init() {
        pthread_mutex_init(lock, nil)
        for side in 0..<2 { pthread_cond_init(bells + side, nil) }
        turn.initialize(to: 0)
        memory.initialize(repeating: 1, count: Table.words)
    }

    /// Waits for its turn, does its part and gives the turn to the next side. False: all is over.
    @inline(__always)
    func takePart(as side: Int, of sides: Int) -> Bool {
        pthread_mutex_lock(lock)
        while turn.pointee != side {
            if turn.pointee < 0 {
                pthread_mutex_unlock(lock)
                return false
            }
            pthread_cond_wait(bells + side, lock)
        }
        for word in 0..<Table.words { memory[word] = memory[word] &* 3 &+ 1 }
        if sides > 1 { turn.pointee = 1 - side }
        pthread_mutex_unlock(lock)
        // Not while the lock is held: the other would wake up only to wait for it, which is a second switch.
        if sides > 1 { pthread_cond_signal(bells + 1 - side) }
        return true
    }

    /// Waits until the other side has done what it was given.
    func awaitTurn(of side: Int) {
        pthread_mutex_lock(lock)
        while turn.pointee != side { pthread_cond_wait(bells + side, lock) }
        pthread_mutex_unlock(lock)
    }

    /// Lets whoever waits go.
    func close(whoseTurn side: Int) {
        pthread_mutex_lock(lock)
        turn.pointee = -1
        pthread_cond_signal(bells + side)
        pthread_mutex_unlock(lock)
    }

    func free() {
        for side in 0..<2 { pthread_cond_destroy(bells + side) }
        pthread_mutex_destroy(lock)
        lock.deallocate()
        bells.deallocate()
        turn.deallocate()
        memory.deallocate()
    }
}
