internal import Sampling

/// The same events, the same bytes, the same connections, served in every way there is.
let ioProbes: [Probe] = [
    model(
        "io.blocking.threads", "a thread a connection, in a read that waits", isDefault: true,
        tasks: { $0.connections }, BlockingThreads.init),
    model(
        "io.blocking.processes", "a process a connection, in a read that waits", tasks: { $0.connections },
        keepsConnections: false, BlockingProcesses.init),
    model(
        "io.blocking.pool", "a pool of \(BlockingPool.size) threads that take ready connections from epoll",
        tasks: { _ in BlockingPool.size }, BlockingPool.init),
    model("io.epoll.state", "one thread, epoll, a record a connection", isDefault: true, EpollState.init),
    model("io.epoll.fibers", "one thread, epoll, a fiber a connection", isDefault: true, EpollFibers.init),
    model("io.poll", "one thread, poll, a record a connection", PollState.init),
    model("io.aio", "one thread, kernel AIO's poll through libaio, a record a connection", AioState.init),
]

/// A probe of an IO model, which takes the parameters of the workload. One operation is one event: a message received,
/// worked on and answered.
private func model(
    _ name: String, _ summary: String, needs: [Need] = [], isDefault: Bool = false,
    tasks: @escaping @Sendable (Workload) -> Int = { _ in 0 }, keepsConnections: Bool = true,
    workload: Workload = Workload(), _ make: @escaping @Sendable (Stage) throws -> any IOModel
) -> Probe {
    Probe(
        name, summary, per: "event", does: [:], needs: needs, tasks: 2 + tasks(workload), isDefault: isDefault,
        vary: { parameters throws(Refusal) in
            model(
                "\(name)@\(parameters.text)", summary, needs: needs, isDefault: isDefault, tasks: tasks,
                keepsConnections: keepsConnections, workload: try Workload(parameters), make)
        }
    ) { place in try ioRig(workload, at: place, keepsConnections: keepsConnections, model: make) }
}
