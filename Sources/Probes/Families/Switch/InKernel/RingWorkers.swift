internal import Glibc

/// Two workers of io_uring, which are threads of the worker's process that never leave the kernel. They are kept from
/// ever being idle, since the kernel ends idle workers after some seconds and would make others: between batches each
/// is parked in a request of its own.
final class RingWorkers {
    /// The two threads.
    private(set) var threads: [Participant] = []

    /// What has to be known of them.
    let notes: [String]

    private let ring: Ring
    private let parking: Pipe
    private let exit: Pipe
    private let null: Descriptor

    /// Makes the two on a CPU; `cleanup` ends them.
    init(on cpu: Int, _ cleanup: Cleanup) throws {
        parking = try cleanup.keep(Pipe(), Pipe.close)
        exit = try cleanup.keep(Pipe(), Pipe.close)
        null = try cleanup.keep(Descriptor(opening: "/dev/null", O_WRONLY), Descriptor.close)
        ring = try cleanup.keep(
            Ring(.callsOfAnyThread, submissions: RingWorkers.room, completions: RingWorkers.room), Ring.close)
        try ring.bindWorkers(to: cpu, most: 2)
        for _ in 0..<2 { ring.addMove(from: parking.reader, to: null.number) }
        let result = ring.submit(2)
        guard result == 0 else { throw Refusal("cannot submit a request to io_uring: \(errorText(of: result))") }
        cleanup.add { [parking] in for _ in 0..<2 { _ = parking.give() } }
        for _ in 0..<1000 where threads.count < 2 {
            usleep(1000)
            threads = Ring.workersOfCaller()
        }
        guard threads.count == 2 else { throw Refusal("io_uring made \(threads.count) workers instead of two") }
        notes = try RingWorkers.raise(threads)
        // Workers leave the clearing away of their requests to the task that made them, and wake it each time. As an
        // idle task it does not get the CPU before they sleep, and does it all at once.
        try adoptPolicy(SCHED_IDLE, cleanup)
    }

    /// Gives workers the usual priority where they have inherited a low one: they would run no sooner than an idle
    /// task. A remark where that was so.
    private static func raise(_ threads: [Participant]) throws -> [String] {
        let (policy, nice) = (sched_getscheduler(0), getpriority(PRIO_PROCESS, 0))
        guard policy == SCHED_IDLE || nice > 0 else { return [] }
        let inherited = policy == SCHED_IDLE ? "the policy SCHED_IDLE" : "the nice value \(nice)"
        for thread in threads {
            guard takeUsualPriority(thread.task) else {
                throw Refusal("the kernel's workers keep \(inherited) of this process: \(errorText())")
            }
        }
        return ["the kernel's workers had \(inherited) of this process, and were given the usual priority"]
    }

    /// The most requests that a batch may be, parking included.
    private static let room: UInt32 = 2048

    /// Has each chain done by a worker of its own: a byte that is put into `start` is moved from pipe to pipe until it
    /// comes out of the last. Each link of a chain is one request.
    func run(_ chains: [[(from: Pipe, to: Pipe?)]], from start: Pipe) throws {
        var requests = 0
        for chain in chains {
            for link in chain { ring.addMove(from: link.from.reader, to: (link.to ?? exit).writer, isLinked: true) }
            ring.addMove(from: parking.reader, to: null.number)
            requests += chain.count + 1
        }
        var result = ring.submit(requests)
        guard result == 0 else { throw OperationFailed("cannot submit requests to io_uring: \(errorText(of: result))") }
        for _ in chains { _ = parking.give() }
        result = start.give()
        if result == 0 { result = exit.hasInput(within: RingWorkers.patience) ? exit.take() : -ETIMEDOUT }
        if let failure = ring.takeCompletion() { result = failure }
        guard result == 0 else { throw OperationFailed("a chain of splices broke off: \(errorText(of: result))") }
    }

    /// Milliseconds after which a byte counts as lost.
    private static let patience: Int32 = 10_000
}

/// Hops in one iteration of the loop.
let ringHops = 2000

/// Two workers of io_uring move a byte to and fro between two pipes, each by a chain of requests. The baseline has one
/// worker do it all: the same requests, and nobody to wait for.
func ringSwitch(on cpu: Int) throws -> Rig {
    try unwinding { cleanup in
        let pipes = try (0..<4).map { _ in try cleanup.keep(Pipe(), Pipe.close) }
        let (there, back, ownThere, ownBack) = (pipes[0], pipes[1], pipes[2], pipes[3])
        let workers = try RingWorkers(on: cpu, cleanup)
        let half = ringHops / 2
        let first = [(from: Pipe, to: Pipe?)](repeating: (there, back), count: half)
        let second = [(from: Pipe, to: Pipe?)](repeating: (back, there), count: half - 1) + [(back, nil)]
        let alone =
            (1..<ringHops).map {
                ($0.isMultiple(of: 2) ? ownBack : ownThere, $0.isMultiple(of: 2) ? ownThere : ownBack)
            } + [(ownBack, nil)]
        return Rig(
            found: workers.threads, notes: workers.notes,
            baseline: { n in for _ in 0..<n { try workers.run([alone], from: ownThere) } },
            finish: cleanup.run,
            loop: { n in for _ in 0..<n { try workers.run([first, second], from: there) } })
    }
}
