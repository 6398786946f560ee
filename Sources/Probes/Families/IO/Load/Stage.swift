internal import Basics
internal import CKernel
internal import Glibc

/// All that an IO model finds when it comes on: the driver in its process, and the connections with their buffers and
/// states, one end in the driver's hands and one in the server's.
package final class Stage {
    /// Connections, messages and work.
    package let workload: Workload
    /// The CPUs of driver and server.
    package let place: Place
    /// What the model does with each message.
    package let service: Service
    /// The server's ends.
    let connections: UnsafeMutablePointer<Connection>
    let driver: Partner
    /// How long messages were under way.
    let journal: Journal
    /// Whether driver and server have a CPU each.
    let isApart: Bool
    /// Remarks that belong to the figure.
    private(set) var notes: [String]

    private let memory: Memory
    private let channel: Int32
    private var dealt = 0

    var count: Int { workload.connections }
    var status: DriverStatus { service.status }

    /// Starts the driver, which then waits for its connections.
    ///
    /// - Parameters:
    ///   - driverSpins: whether a driver with a CPU for itself may keep it busy.
    ///   - cleanup: ends the driver, and closes what is left after a model has let go of it.
    /// - Throws: a `Refusal` when the machine has no room for it.
    init(_ workload: Workload, at place: Place, driverSpins: Bool = true, _ cleanup: Cleanup) throws {
        self.workload = workload
        self.place = place
        isApart = place.otherCPU != nil && !workload.isShared
        let driverCPU = isApart ? place.otherCPU ?? place.cpu : place.cpu
        notes = [
            workload.words,
            isApart ? "the driver has CPU \(driverCPU) for itself" : "the driver shares the server's CPU",
        ]
        let (wanted, isTooMuch) = workload.connections.multipliedReportingOverflow(by: Stage.stride(workload))
        guard !isTooMuch, wanted <= place.memory else {
            throw Refusal(
                "\(numbered(workload.connections, "connection")) of \(Stage.stride(workload) >> 10) KiB are more than "
                    + "the \(place.memory >> 20) MiB to be used")
        }
        // A write to a peer that is gone must be an error, not the end.
        signal(SIGPIPE, SIG_IGN)
        // On one CPU each would drive the other out whenever it wakes it, and never more than one message be under way.
        // Batch tasks do not: the one that runs goes on until it has nothing more to do.
        if !isApart { try adoptPolicy(SCHED_BATCH, cleanup) }
        let status = try cleanup.keep(DriverStatus(), DriverStatus.close)
        journal = try cleanup.keep(Journal(inFlight: workload.inFlight), Journal.free)
        service = Service(
            status: status, size: workload.messageBytes, stateWords: workload.workBytes / 8,
            spin: place.multiplies(lasting: workload.spin))
        memory = try cleanup.keep(Memory(bytes: workload.connections * Stage.stride(workload)), Memory.free)
        let connections = UnsafeMutablePointer<Connection>.allocate(capacity: workload.connections)
        cleanup.add { connections.deallocate() }
        self.connections = connections
        var ends: [Int32] = [0, 0]
        guard socketpair(AF_UNIX, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0, &ends) == 0 else {
            throw Refusal("no channel to the driver: \(errorText())")
        }
        let (own, theirs) = (ends[0], ends[1])
        channel = own
        cleanup.add { Glibc.close(own) }
        var body = Driver(workload, status: status, journal: journal, channel: theirs, spins: isApart && driverSpins)
        defer {
            body.release()
            Glibc.close(theirs)
        }
        driver = try Partner(.process, on: driverCPU) {
            Glibc.close(own)
            body.run()
        }
        cleanup.add(driver.end)
        cleanup.add { for index in 0..<self.dealt { self.connections[index].endpoint.close() } }
    }

    /// Makes the connections and hands the driver its ends.
    ///
    /// - Parameters:
    ///   - waits: whether a call on the server's ends is to wait.
    ///   - admit: called with each as soon as it is there.
    func deal(waits: Bool, admit: (UnsafeMutablePointer<Connection>) throws -> Void) throws {
        let maker = try Endpoint.Maker(workload.transport)
        let stride = Stage.stride(workload)
        for index in 0..<count {
            var (server, theirs) = try maker.make()
            let buffer = memory.base + index * stride
            (connections + index).initialize(
                to: Connection(
                    endpoint: server, number: UInt32(index), buffer: buffer,
                    state: (buffer + Stage.bufferBytes(workload)).assumingMemoryBound(to: UInt64.self)))
            dealt += 1
            do { try theirs.send(over: channel) } catch {
                theirs.close()
                throw error
            }
            if !waits { server.setWaiting(false) }
            try admit(connections + index)
        }
        try status.awaitTaken(count, by: driver)
    }

    /// Runs `n` events. `serve` returns when it has answered as many, or the status is broken; a model whose own tasks
    /// serve returns at once.
    func run(_ n: Int, spins: Int, serve: (Int) -> Void) throws {
        try status.check()
        status.grant(n)
        serve(n)
        try status.awaitAnswers(from: driver, spins: isApart ? spins : 0)
    }

    /// Adds a remark to the figure.
    package func note(_ remark: String) { notes.append(remark) }

    /// A connection's buffer, then its state, each on cache lines of its own.
    private static func bufferBytes(_ workload: Workload) -> Int { (workload.messageBytes + 63) & ~63 }
    private static func stride(_ workload: Workload) -> Int { bufferBytes(workload) + (workload.workBytes + 63) & ~63 }
}
