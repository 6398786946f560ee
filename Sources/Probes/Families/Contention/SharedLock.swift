internal import Glibc

/// Two threads that each do their parts of work as fast as they can, every part under the one lock that there is. The
/// baseline does the parts of both in one context, with the same lock, which nobody else wants.
///
/// The lock is the C library's, as programs use it.
func sharedLock(work: Int, parts: Int, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let table = cleanup.keep(WorkTable(bytes: work), WorkTable.free)
        let crew = try Crew(.thread, on: [place.partner], cleanup) {
            Crew.Member { rounds in table.work(parts: rounds * parts) }
        }
        return Rig(
            partners: crew.partners, notes: ["a part reads and writes \(work) bytes under the lock"],
            baseline: { n in
                table.work(parts: 2 * n * parts)
                try table.check(added: 2 * n * parts)
            },
            finish: cleanup.run,
            loop: { n in
                try crew.together(n)
                try table.check(added: 2 * n * parts)
            })
    }
}

/// A little memory that all parts work on, a lock on it, and how many parts have been done under the lock. The lock and
/// the count each have a line of the cache to themselves, as a program has it that cares: where the heap put the lock
/// would be a second state.
final class WorkTable: @unchecked Sendable {
    /// Nil only in a test, which shows that work without it is lost.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>?
    private let memory: UnsafeMutablePointer<UInt64>
    private let words: Int
    /// Where the count of parts lies, behind the words that are worked on.
    private let count: Int
    private var expected = 0

    init(bytes: Int, isLocked: Bool = true) {
        words = bytes / 8
        count = (words + 7) / 8 * 8
        memory = WorkTable.lines(of: UInt64.self, count + 1)
        memory.initialize(repeating: 0, count: count + 1)
        lock = isLocked ? WorkTable.lines(of: pthread_mutex_t.self, 1) : nil
        if let lock { pthread_mutex_init(lock, nil) }
    }

    /// Memory for so many, in lines of the cache that nothing else lies in.
    private static func lines<Value>(of type: Value.Type, _ capacity: Int) -> UnsafeMutablePointer<Value> {
        let bytes = (MemoryLayout<Value>.stride * capacity + 63) / 64 * 64
        return UnsafeMutableRawPointer.allocate(byteCount: bytes, alignment: 64).bindMemory(
            to: type, capacity: capacity)
    }

    /// Does `parts` of the work.
    func work(parts: Int) {
        for _ in 0..<parts {
            if let lock { pthread_mutex_lock(lock) }
            for word in 0..<words { memory[word] = memory[word] &* 3 &+ 1 }
            memory[count] += 1
            if let lock { pthread_mutex_unlock(lock) }
        }
    }

    /// Whether no part was lost: two that work at once undo each other's count.
    func check(added parts: Int) throws {
        expected += parts
        guard memory[count] == UInt64(expected) else {
            let lost = expected - Int(memory[count])
            expected = Int(memory[count])
            throw OperationFailed("\(lost) of \(parts) parts were lost: the lock let two in at once")
        }
    }

    func free() {
        if let lock {
            pthread_mutex_destroy(lock)
            lock.deallocate()
        }
        memory.deallocate()
    }
}
