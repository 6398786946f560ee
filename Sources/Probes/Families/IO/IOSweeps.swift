internal import Sampling

/// The IO models over how much there is to serve, over what, and how much work it is.
let ioSweeps: [Sweep] = [
    Sweep(
        "io", "the IO models over the number of connections, and of messages under way",
        of: ioModels.map(\.name),
        over: [Sweep.Axis("connections", [1, 10, 100, 1000, 10_000]), Sweep.Axis("in-flight", [10])]),
    Sweep(
        "io-transport",
        "tasks against state machines over socket pairs (0), TCP (1) and pipes (2), one message under way and ten",
        of: tasksAndStates, over: [Sweep.Axis("in-flight", [1, 10]), Sweep.Axis("transport", [0, 1, 2])]),
    Sweep(
        "io-message", "tasks against state machines over the size of a message, on TCP", of: tasksAndStates,
        over: [
            Sweep.Axis("in-flight", [1, 10]), Sweep.Axis("message", [64, 4 << 10, 64 << 10, 1 << 20]),
            Sweep.Axis("transport", [1]),
        ]),
    Sweep(
        "io-work", "tasks against state machines over the work of a request, on TCP", of: tasksAndStates,
        over: [
            Sweep.Axis("spin", [0, 1000, 10_000, 100_000, 1_000_000]), Sweep.Axis("transport", [1]),
        ]),
]

/// The ways to serve that the argument is about.
private let tasksAndStates: [RowName] = [
    "io.blocking.threads", "io.blocking.processes", "io.epoll.state", "io.epoll.direct", "io.epoll.fibers",
]
