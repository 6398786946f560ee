internal import Basics
internal import Glibc
internal import Sampling

/// A worker of io_uring's pool, io-wq. The kernel makes one for a request where all that there are sleep in others, and
/// keeps them for later requests; they end with the task that submitted. So each iteration has a thread of its own
/// submit requests that all wait: as many workers are born as there are requests, and all are gone when the thread is.
let ringBirthProbe = Probe(
    "create.iowq", "a worker of io_uring is made for a request that waits, and ends with the thread that submitted it",
    per: "task", net: "the worker's birth and end", operationsPerIteration: WaitingRequests.count,
    does: [.tasksCreated: 1 + 1 / Double(WaitingRequests.count)], needs: [.ringSkip],
    tasks: 2 + 2 * WaitingRequests.count, isDefault: false
) { place in
    try unwinding { cleanup in
        let births = try WaitingRequests(on: place.cpu, cleanup)
        let kept = try WaitingRequests(on: place.cpu, cleanup)
        // All of them at once, as in the loop: where a limit allows fewer, a request waits for ever for its worker.
        try kept.bind()
        try kept.submit(patience: WaitingRequests.patience)
        cleanup.add { try? kept.release() }
        let made = try births.bornAndGone(patience: WaitingRequests.patience) { Ring.workersOfCaller().count }
        guard made == WaitingRequests.count else {
            throw Refusal(
                "a worker's birth cannot be seen by itself: this kernel made \(made) for "
                    + "\(WaitingRequests.count) requests that all wait")
        }
        return Rig(
            notes: [
                "\(WaitingRequests.count) workers for as many requests, and one thread that submits them and takes "
                    + "them along; the baseline makes the same requests to workers that it keeps"
            ], facts: [.workers: Double(WaitingRequests.count)],
            baseline: { n in
                // They sleep in requests between batches: idle ones would be ended by the kernel after some seconds.
                for _ in 0..<n {
                    try kept.release()
                    try kept.submit()
                }
            },
            finish: cleanup.run,
            loop: { n in for _ in 0..<n { _ = try births.bornAndGone { 0 } } })
    }
}

/// Requests that a worker has to do, each of which says that it was begun and then waits for a byte.
private final class WaitingRequests {
    /// How many wait at once.
    static let count = 32
    /// Milliseconds that a worker may take to be born while it is not known whether one can be: ten thousand times what
    /// one takes.
    static let patience: Int32 = 1000

    private let ring: Ring
    private let start: Pipe
    private let done: Pipe
    /// One each, since a byte in a pipe wakes all that wait for one there.
    private let parking: [Pipe]
    private let cpu: Int

    /// A ring and its pipes, which `cleanup` closes.
    init(on cpu: Int, _ cleanup: Cleanup) throws {
        self.cpu = cpu
        start = try cleanup.keep(Pipe(), Pipe.close)
        done = try cleanup.keep(Pipe(), Pipe.close)
        parking = try (0..<WaitingRequests.count).map { _ in try cleanup.keep(Pipe(), Pipe.close) }
        ring = try cleanup.keep(Ring(.callsOfAnyThread, submissions: 4, completions: 8), Ring.close)
    }

    /// Has the calling thread's workers, of which it has none yet, be born on the CPU.
    func bind() throws {
        // What is done at once makes the kernel's books on the thread, and no worker.
        try demand(ring.doNothing())
        try ring.bindWorkers(to: cpu, most: WaitingRequests.count)
    }

    /// Submits the requests one by one, each when the one before is in a worker's hands.
    ///
    /// - Parameter patience: milliseconds for which each is waited for; for ever if below 0, which costs no call.
    func submit(patience: Int32 = -1) throws {
        for (index, pipe) in parking.enumerated() {
            ring.addMove(from: start.reader, to: done.writer, isLinked: true)
            ring.addMove(from: pipe.reader, to: done.writer)
            try demand(start.give())
            try demand(ring.submit(2))
            if patience >= 0, !done.hasInput(within: patience) {
                throw Refusal(
                    "the kernel makes \(numbered(index, "worker")) and no further one: \(Limits.reason(for: EAGAIN))")
            }
            try demand(done.take())
        }
    }

    /// Lets all of them end.
    func release() throws {
        for pipe in parking {
            try demand(pipe.give())
            try demand(done.take())
        }
    }

    /// A thread without workers submits, releases and ends, and its workers with it. What `look` saw while all of them
    /// were there.
    func bornAndGone(patience: Int32 = -1, _ look: @escaping () -> Int) throws -> Int {
        let errand = Errand { [self] in
            try bind()
            try submit(patience: patience)
            let seen = look()
            try release()
            return seen
        }
        var thread = pthread_t()
        let code = pthread_create(
            &thread, nil,
            {
                Unmanaged<Errand>.fromOpaque($0!).takeUnretainedValue().run()
                return nil
            }, Unmanaged.passUnretained(errand).toOpaque())
        guard code == 0 else { throw Limits.failure(of: "pthread_create", code) }
        pthread_join(thread, nil)
        return try errand.result.get()
    }

    private func demand(_ result: Int32) throws {
        guard result == 0 else { throw OperationFailed("io_uring, a request that waits: \(errorText(of: result))") }
    }
}

/// What a thread does, and what came of it.
private final class Errand {
    private(set) var result = Result<Int, any Error>.success(0)
    private let body: () throws -> Int

    init(_ body: @escaping () throws -> Int) { self.body = body }

    func run() { result = Result(catching: body) }
}
