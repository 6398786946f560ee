internal import Sampling

/// More tasks than two in a ring, each with a working set: what a switch costs where the caches have to serve many. The
/// baseline is lat_ctx's: one set, touched over and over, so the net holds what the others' sets drove out. And rings
/// of the other kind, io_uring's.
let ringProbes: [Probe] = [ringOfProcesses()] + requestProbes

/// The sweep over them.
let ringSweeps: [Sweep] =
    [
        Sweep(
            "ring", "a ring of processes, each with a working set: lmbench's lat_ctx", of: ["ring.pipe.process"],
            over: [
                Sweep.Axis("tasks", [2, 4, 8, 16, 32, 64, 96]),
                Sweep.Axis("bytes", [0, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20]),
            ])
    ] + requestSweeps

private func ringOfProcesses(tasks: Int = 2, bytes: Int = 0) -> Probe {
    Probe(
        "ring.pipe.process", "\(tasks) processes on one CPU pass a byte round and touch \(bytes) bytes each",
        per: "hop", net: "sleep, wake-up, switch and what the others made cold",
        operationsPerIteration: tasks, does: [.voluntarySwitches: 1, .syscalls: 2], tasks: tasks, isDefault: false,
        takes: [
            Parameter("tasks", 2...10_000, default: 2, "processes in the ring"), workingSet(default: 0),
        ],
        vary: { ringOfProcesses(tasks: $0["tasks"], bytes: $0["bytes"]) }
    ) { place in try ringOfTasks(.process, tasks: tasks, bytes: bytes, baselineSets: 1, at: place) }
}
