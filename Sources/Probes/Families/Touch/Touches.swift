internal import Sampling

/// What follows a switch: the caches hold what the others used, and the working set has to be fetched again. The
/// baseline touches one set over and over without a switch, so the net is the switch and what it made cold.
let touchProbes: [Probe] =
    Partner.Kind.allCases.map { kind in
        ring("touch.pipe.\(kind)", kind, takes: ["bytes"], tasks: 2, bytes: 64 << 10)
    } + [
        touchingFibers(bytes: 64 << 10),
        ring("ring.pipe.process", .process, takes: ["tasks", "bytes"], tasks: 2, bytes: 0),
    ]

/// The sweeps over them.
let touchSweeps: [Sweep] = [
    Sweep(
        "touch", "touching a working set again after a switch of each kind, over the size of the set",
        of: ["touch.pipe.process", "touch.pipe.thread", "touch.fiber.asm"],
        over: [Sweep.Axis("bytes", isBytes: true) { place in sizes(upTo: 2 * (place.lastLevelCache ?? 32 << 20)) }]),
    Sweep(
        "ring", "a ring of processes, each with a working set: lmbench's lat_ctx",
        of: ["ring.pipe.process"],
        over: [
            Sweep.Axis("tasks", [2, 4, 8, 16, 32, 64, 96]),
            Sweep.Axis("bytes", isBytes: true, [0, 4 << 10, 16 << 10, 64 << 10, 256 << 10, 1 << 20]),
        ]),
]

/// 0, then 4 KiB and on by fours.
private func sizes(upTo most: Int) -> [Int] {
    [0] + sequence(first: 4 << 10) { $0 * 4 }.prefix { $0 <= most }
}

private func ring(_ name: String, _ kind: Partner.Kind, takes: [String], tasks: Int, bytes: Int) -> Probe {
    Probe(
        name,
        "\(tasks == 2 ? kind.two : "\(tasks) \(kind)s") on one CPU pass a byte round and touch \(bytes) bytes each",
        per: "hop", operationsPerIteration: tasks, does: [.voluntarySwitches: 1, .syscalls: 2], tasks: tasks,
        isDefault: false,
        vary: { parameters throws(Refusal) in
            var (tasks, bytes) = (tasks, bytes)
            for (parameter, value) in parameters.values {
                guard takes.contains(parameter) else {
                    throw Refusal("\(name) takes \(takes.joined(separator: " and ")), not '\(parameter)'")
                }
                if parameter == "tasks" {
                    tasks = try Parameters.check(parameter, value, 2...10_000)
                } else {
                    bytes = try Parameters.check(parameter, value, 0...1 << 40)
                }
            }
            return ring("\(name)@\(parameters.text)", kind, takes: takes, tasks: tasks, bytes: bytes)
        }
    ) { place in try ringOfTasks(kind, tasks: tasks, bytes: bytes, at: place) }
}

private func touchingFibers(bytes: Int, named name: String = "touch.fiber.asm") -> Probe {
    Probe(
        name, "two fibers switch and touch \(bytes) bytes each", per: "switch", operationsPerIteration: 2,
        does: [.syscalls: 0, .voluntarySwitches: 0, .pageFaults: 0], isDefault: false,
        vary: { parameters throws(Refusal) in
            guard let first = parameters.values.first, parameters.values.count == 1, first.name == "bytes" else {
                throw Refusal("touch.fiber.asm takes bytes")
            }
            let bytes = try Parameters.check("bytes", first.value, 0...1 << 40)
            return touchingFibers(bytes: bytes, named: "touch.fiber.asm@\(parameters.text)")
        }
    ) { place in try fibersThatTouch(bytes: bytes, at: place) }
}
