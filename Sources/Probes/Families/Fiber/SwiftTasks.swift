internal import Basics

/// Two Swift tasks that take turns: each resumes the other and suspends itself, on an executor of the worker's own.
final class TaskPair: @unchecked Sendable {
    private let executor = OwnExecutor()
    private var suspended: [UnsafeContinuation<Void, Never>?] = [nil, nil]
    private var left = 0
    private var next = 0
    private var isOver = false

    /// Jobs that the executor was handed so far.
    var jobs: Int { executor.enqueued }

    init() {
        for side in 0..<2 {
            Task(executorPreference: executor) { while !self.isOver { await self.pass(from: side) } }
            executor.drain()
        }
    }

    /// Has the two pass the turn to each other `switches` times.
    func run(switches: Int) throws {
        guard switches > 0 else { return }
        left = switches - 1
        resume(next)
        executor.drain()
        guard left == 0, suspended[0] != nil, suspended[1] != nil else {
            throw OperationFailed(
                "two tasks stopped passing the turn with \(numbered(left, "switch", "switches")) to go")
        }
    }

    /// Ends both tasks.
    func end() {
        isOver = true
        for side in 0..<2 {
            resume(side)
            executor.drain()
        }
    }

    private func pass(from side: Int) async {
        await withUnsafeContinuation { continuation in
            suspended[side] = continuation
            guard left > 0 else {
                next = 1 - side
                return
            }
            left -= 1
            resume(1 - side)
        }
    }

    private func resume(_ side: Int) {
        let continuation = suspended[side]
        suspended[side] = nil
        continuation?.resume()
    }
}

/// Two actors of which one calls the other: each call hops there and back.
actor Caller {
    private let callee = Callee()

    func call(_ times: Int) async -> Int {
        for _ in 0..<times { await callee.answer() }
        return await callee.answers
    }

    private actor Callee {
        private(set) var answers = 0
        func answer() { answers += 1 }
    }
}

/// Calls between actors on an executor of the worker's own.
final class ActorPair: @unchecked Sendable {
    private let executor = OwnExecutor()
    private let caller = Caller()
    private var answers = 0
    private var wanted = 0

    /// Jobs that the executor was handed so far.
    var jobs: Int { executor.enqueued }

    func run(calls: Int) throws {
        wanted += calls
        Task(executorPreference: executor) { self.answers = await self.caller.call(calls) }
        executor.drain()
        guard answers == wanted else { throw OperationFailed("\(wanted) calls of an actor, \(answers) answers") }
    }
}
