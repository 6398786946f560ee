/// The IO models over how much there is to serve.
let ioSweeps: [Sweep] = [
    Sweep(
        "io", "the IO models over the number of connections, and of messages under way",
        of: ioModels.map(\.name),
        over: [Sweep.Axis("connections", [1, 10, 100, 1000, 10_000]), Sweep.Axis("in-flight", [10])])
]
