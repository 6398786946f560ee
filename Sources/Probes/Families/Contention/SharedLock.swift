internal import CKernel
internal import Glibc

/// Two threads that each do their parts of work as fast as they can, every part under the one lock that there is. The
/// baseline does the parts of both in one context, with the same lock, which nobody else wants.
///
/// The lock is the C library's, as programs use it.
func sharedLock(work: Int, parts: Int, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (asked, done) = (page.line(0), page.line(1))
        let table = cleanup.keep(WorkTable(bytes: work), WorkTable.free)
        let partner = try Partner(.thread, on: place.partner) {
            var seen: UInt32 = 0
            while true {
                while k_load(asked) == seen { _ = k_futex_wait(asked, seen) }
                let rounds = k_load(asked) &- seen
                seen = seen &+ rounds
                if rounds > over { return }
                table.work(parts: Int(rounds) * parts)
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
            partners: [partner], notes: ["a part reads and writes \(work) bytes under the lock"],
            baseline: { n in
                table.work(parts: 2 * n * parts)
                try table.check(added: 2 * n * parts)
            },
            finish: cleanup.run,
            loop: { n in
                guard n > 0 else { return }
                k_add(asked, UInt32(n))
                _ = k_futex_wake(asked)
                table.work(parts: n * parts)
                let all = k_load(asked)
                while true {
                    let seen = k_load(done)
                    if seen == all { break }
                    _ = k_futex_wait(done, seen)
                }
                try table.check(added: 2 * n * parts)
            })
    }
}

/// More rounds than anybody asks for at once: that it is over.
private let over: UInt32 = 1 << 31

/// A little memory that all parts work on, a lock on it, and how many parts have been done under the lock.
final class WorkTable: @unchecked Sendable {
    /// Nil only in a test, which shows that work without it is lost.
    private let lock: UnsafeMutablePointer<pthread_mutex_t>?
    private let memory: UnsafeMutablePointer<UInt64>
    private let words: Int
    private var expected = 0

    init(bytes: Int, isLocked: Bool = true) {
        words = bytes / 8
        // The count lies behind the words that are worked on.
        memory = UnsafeMutableRawPointer.allocate(byteCount: 8 * (words + 1), alignment: 64).bindMemory(
            to: UInt64.self, capacity: words + 1)
        memory.initialize(repeating: 0, count: words + 1)
        lock = isLocked ? .allocate(capacity: 1) : nil
        if let lock { pthread_mutex_init(lock, nil) }
    }

    /// Does `parts` of the work.
    func work(parts: Int) {
        for _ in 0..<parts {
            if let lock { pthread_mutex_lock(lock) }
            for word in 0..<words { memory[word] = memory[word] &* 3 &+ 1 }
            memory[words] += 1
            if let lock { pthread_mutex_unlock(lock) }
        }
    }

    /// Whether no part was lost: two that work at once undo each other's count.
    func check(added parts: Int) throws {
        expected += parts
        guard memory[words] == UInt64(expected) else {
            let lost = expected - Int(memory[words])
            expected = Int(memory[words])
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
