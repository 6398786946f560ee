internal import Basics
package import Sampling

/// The same events, the same bytes, the same connections, served in every way there is.
let ioProbes: [Probe] =
    ioModels.map { $0.probe(Workload()) } + fileProbes + [
        Probe(
            "io.request.inline", "one read through io_uring at a time, done while the kernel takes it", per: "request",
            does: [.syscalls: 1, .contextSwitches: 0], needs: [.ring], isDefault: false
        ) { place in try ringRequest(isPunted: false, on: place.cpu) },
        Probe(
            "io.request.punted", "the same read, done by a worker of the kernel; the baseline does it in line",
            per: "request", net: "the hand-over to the worker and back", does: [.syscalls: 1], needs: [.ring], tasks: 2
        ) { place in try ringRequest(isPunted: true, on: place.cpu) },
        Probe(
            "io.request.blocking",
            "a read of a file past the page cache, handed over by a worker of the kernel; the baseline does it in line",
            per: "request", net: "the hand-over to the worker and back", does: [.syscalls: 1], needs: [.ring], tasks: 2,
            isDefault: false
        ) { place in try blockingRequest(on: place.cpu) },
        timer(),
    ]

/// A timer, which goes off after `due` nanoseconds.
private func timer(due: Int = 1000) -> Probe {
    Probe(
        "io.request.timer", "a timer through io_uring, waited for until it goes off in \(Format.time(Double(due)))",
        per: "request", does: [.syscalls: 1, .tasksCreated: 0], needs: [.ring], isDefault: false,
        takes: [Parameter("due", 1...1_000_000_000, default: 1000, "nanoseconds in which it goes off")],
        vary: { timer(due: $0["due"]) }
    ) { _ in try timerRequest(due: due) }
}

/// The ways to serve, in the order of the table.
let ioModels: [IOModelEntry] = [
    .init("io.blocking.threads", "a thread a connection, in a read that waits") { BlockingTasks(.thread, $0) }
        .with(isDefault: true, tasks: { $0.connections }),
    .init("io.blocking.processes", "a process a connection, in a read that waits") { BlockingTasks(.process, $0) }
        .with(tasks: { $0.connections }, keepsConnections: false),
    .init("io.blocking.pool", "a pool of \(BlockingPool.size) threads that take ready connections from epoll") {
        try BlockingPool($0)
    }.with(tasks: { _ in BlockingPool.size }),
    .init("io.epoll.state", "one thread, epoll, a record a connection") { try EpollState($0) }.with(isDefault: true),
    .init("io.epoll.fibers", "one thread, epoll, a fiber a connection") { try EpollFibers($0) }.with(isDefault: true),
    .init("io.epoll.direct", "one thread, epoll, a record a connection, every shortcut that this one task allows") {
        try EpollDirect($0)
    },
    .init("io.poll", "one thread, poll, a record a connection") { PollState($0) },
    .init("io.aio", "one thread, kernel AIO's poll through libaio, a record a connection") { try AioState($0) },
    .init("io.uring.state", "one thread, io_uring, a record a connection") { try UringState($0) }
        // A worker that the kernel makes meanwhile would mean that it serves this by a pool: see the claim kaio-native.
        .with(does: [.tasksCreated: 0], needs: [.ring]),
    .init("io.uring.fibers", "one thread, io_uring, a fiber a connection") { try UringFibers($0) }
        .with(does: [.tasksCreated: 0], needs: [.ring]),
    .init("io.uring.sqpoll", "one thread, io_uring, a kernel thread that takes the submissions: no call at all") {
        try UringState($0, .polled(cpu: $0.place.otherCPU ?? $0.place.cpu))
    }.with(needs: [.twoCPUs, .ring], driverSpins: false),
    .init("io.uring.workers", "one thread, io_uring, every request carried out by a worker of the kernel") {
        try UringWorkers($0)
    }.with(needs: [.ringSkip], tasks: { $0.inFlight }),
]

/// A model, and what has to be known of it before it is made.
package struct IOModelEntry: Sendable {
    /// What its row is called.
    package let name: RowName
    let summary: String
    let make: @Sendable (Stage) throws -> any IOModel
    private(set) var isDefault = false
    private(set) var declared: [Quantity: Double] = [:]
    private(set) var needs: [Need] = []
    /// Tasks of the server beside the worker's own.
    private(set) var tasks: @Sendable (Workload) -> Int = { _ in 0 }
    /// Whether the worker itself keeps the server's ends open.
    private(set) var keepsConnections = true
    /// Whether a driver with a CPU for itself may keep it busy.
    private(set) var driverSpins = true

    /// A model that `make` makes for a stage.
    package init(_ name: RowName, _ summary: String, make: @escaping @Sendable (Stage) throws -> any IOModel) {
        self.name = name
        self.summary = summary
        self.make = make
    }

    /// The same with what differs from the usual.
    package func with(
        isDefault: Bool = false, does declared: [Quantity: Double] = [:], needs: [Need] = [],
        tasks: @escaping @Sendable (Workload) -> Int = { _ in 0 },
        keepsConnections: Bool = true, driverSpins: Bool = true
    ) -> IOModelEntry {
        var entry = self
        entry.isDefault = isDefault
        entry.declared = declared
        entry.needs = needs
        entry.tasks = tasks
        entry.keepsConnections = keepsConnections
        entry.driverSpins = driverSpins
        return entry
    }

    /// The probe. One operation is one event: a message received, worked on and answered. How often an event enters
    /// the kernel and how often it switches is what is to be found out: counted, not declared.
    ///
    /// An iteration is some flights of events: in batches of fewer events than may be under way, they never are.
    package func probe(_ workload: Workload) -> Probe {
        let step = 4 * workload.inFlight
        return Probe(
            name, summary, per: "event", operationsPerIteration: step, does: declared, needs: needs,
            tasks: 2 + tasks(workload), isDefault: isDefault, version: 2, takes: Workload.parameters,
            vary: { probe(Workload($0)) }
        ) { place in
            let rig = try ioRig(
                workload, at: place, driverSpins: driverSpins, keepsConnections: keepsConnections, model: make)
            let time = ServerTime(rig).facts(of: rig)
            let workers: [RowFact: Double] = [.ringWorkers: Double(Ring.workersOfCaller().count)]
            return rig.adding(facts: workers.merging(time) { $1 }).inSteps(of: step)
        }
    }
}
