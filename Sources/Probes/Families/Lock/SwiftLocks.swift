internal import Synchronization

/// A number under a lock of Swift's.
final class LockedCounter: Sendable {
    private let value = Mutex(0)

    /// Adds 1 under the lock.
    @inline(__always)
    func add() { value.withLock { $0 += 1 } }

    /// Whether so many were added since it was last asked.
    func check(added wanted: Int) throws {
        let added = value.withLock { value in
            defer { value = 0 }
            return value
        }
        guard added == wanted else { throw OperationFailed("\(wanted) additions under the lock, \(added) counted") }
    }
}

/// A task that calls a method of an actor, on an executor of the worker's own.
final class CountingCalls: @unchecked Sendable {
    private let executor = OwnExecutor()
    private let counter = Counter()
    private var answers = 0
    private var wanted = 0

    func run(_ calls: Int) throws {
        wanted += calls
        Task(executorPreference: executor) {
            for _ in 0..<calls { await self.counter.add() }
            self.answers = await self.counter.value
        }
        executor.drain()
        guard answers == wanted else { throw OperationFailed("\(wanted) calls of an actor, \(answers) answers") }
    }

    private actor Counter {
        private(set) var value = 0
        func add() { value += 1 }
    }
}
