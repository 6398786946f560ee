internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// A worker of io_uring's pool, io-wq. The kernel makes one for a request where all that there are sleep in others, and
/// keeps them for later requests; they end with the task that submitted. So each iteration has a thread of its own submit
/// requests that all wait: as many workers are born as there are requests, and all are gone when the thread is.
let ringBirthProbe = Probe(
    "create.iowq", "a worker of io_uring is made for a request that waits, and ends with the thread that submitted it",
    per: "task", net: "the worker's birth and end", operationsPerIteration: WaitingRequests.count,
    does: [.tasksCreated: 1 + 1 / Double(WaitingRequests.count)], tasks: 2 + 2 * WaitingRequests.count, isDefault: false
) { place in
    let births = try WaitingRequests(on: place.cpu)
    let kept = try WaitingRequests(on: place.cpu)
    let end = {
        births.close()
        kept.close()
    }
    do {
        // All of them at once, as in the loop: where a limit allows fewer, a request waits for ever for its worker.
        try kept.bind()
        try kept.submit(patience: WaitingRequests.patience)
        let made = try births.bornAndGone(patience: WaitingRequests.patience) { WaitingRequests.workersOfCaller }
        guard made == WaitingRequests.count else {
            throw Refusal(
                "a worker's birth cannot be told apart: this kernel made \(made) for \(WaitingRequests.count) requests "
                    + "that all wait")
        }
    } catch {
        end()
        throw error
    }
    return Rig(
        notes: [
            "\(WaitingRequests.count) workers for as many requests, and one thread that submits them and takes them "
                + "along; the baseline makes the same requests to workers that it keeps"
        ], facts: [.workers: Double(WaitingRequests.count)],
        baseline: { n in
            // They sleep in requests between batches: idle ones would be ended by the kernel after some seconds.
            for _ in 0..<n {
                try kept.release()
                try kept.submit()
            }
        },
        finish: {
            try? kept.release()
            end()
        },
        loop: { n in for _ in 0..<n { _ = try births.bornAndGone { 0 } } })
}

/// Requests that a worker has to do, each of which says that it was begun and then waits for a byte.
private final class WaitingRequests {
    /// How many wait at once.
    static let count = 32
    /// Milliseconds that a worker may take to be born while it is not known whether one can be: ten thousand times what
    /// one takes.
    static let patience: Int32 = 1000

    private let ring = UnsafeMutablePointer<k_ring>.allocate(capacity: 1)
    private let start: Pipe
    private let done: Pipe
    /// One each, since a byte in a pipe wakes all that wait for one there.
    private let parking: [Pipe]
    private let cpu: Int32

    init(on cpu: Int) throws {
        self.cpu = Int32(cpu)
        start = try Pipe()
        done = try Pipe()
        parking = try (0..<WaitingRequests.count).map { _ in try Pipe() }
        guard k_ring_make(ring, 4) == 0 else { throw Refusal("no io_uring: \(errorText())") }
    }

    /// Has the calling thread's workers, of which it has none yet, be born on the CPU.
    func bind() throws {
        // What is done at once makes the kernel's books on the thread, and no worker.
        guard k_ring_nop(ring, 0) == 0, k_ring_bind_workers(ring, UInt32(WaitingRequests.count), cpu) == 0 else {
            throw Refusal("io_uring's workers cannot be pinned: \(errorText())")
        }
    }

    /// Submits the requests one by one, each when the one before is in a worker's hands.
    ///
    /// - Parameter patience: milliseconds for which each is waited for; for ever if below 0, which costs no call.
    func submit(patience: Int32 = -1) throws {
        for (index, pipe) in parking.enumerated() {
            k_ring_queue_splice(ring, start.reader, done.writer, 1)
            k_ring_queue_splice(ring, pipe.reader, done.writer, 0)
            guard start.give(), k_ring_submit(ring, 2) == 2 else { throw failure }
            if patience >= 0, !done.hasInput(within: patience) {
                throw Refusal(
                    "the kernel makes \(numbered(index, "worker")) and no further one: \(Limits.reason(for: EAGAIN))")
            }
            guard done.take() else { throw failure }
        }
    }

    /// Lets all of them end.
    func release() throws {
        for pipe in parking where !pipe.give() || !done.take() { throw failure }
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
        guard code == 0 else { throw OperationFailed("pthread_create: \(errorText(code))") }
        pthread_join(thread, nil)
        return try errand.result.get()
    }

    func close() {
        k_ring_end(ring)
        ring.deallocate()
        for pipe in parking + [start, done] { pipe.close() }
    }

    /// How many workers the calling thread has, by the name that the kernel gives them.
    static var workersOfCaller: Int {
        let name = "iou-wrk-\(k_gettid())\n"
        return entriesOfFolder("/proc/self/task").count { textOfFile("/proc/self/task/\($0)/comm") == name }
    }

    private var failure: OperationFailed { OperationFailed("io_uring, a request that waits: \(errorText())") }
}

/// What a thread does, and what came of it.
private final class Errand {
    private(set) var result = Result<Int, any Error>.success(0)
    private let body: () throws -> Int

    init(_ body: @escaping () throws -> Int) { self.body = body }

    func run() { result = Result(catching: body) }
}
