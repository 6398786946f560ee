internal import Sampling

/// What follows a switch: the caches hold what the others used, and the working set has to be fetched again. The
/// baseline touches the same sets in turn without a switch, so the net is the switch and what it itself made cold: what
/// the other's set drove out is in both. One set alone is no baseline: on Zen 5 touching one of 256 KiB over and over
/// takes a tenth longer than touching two in turn.
let touchProbes: [Probe] = Partner.Kind.allCases.map { touchingTasks($0) } + [touchingFibers()]

/// The sweep over them.
let touchSweeps: [Sweep] = [
    Sweep(
        "touch", "touching a working set again after a switch of each kind, over the size of the set",
        of: ["touch.pipe.process", "touch.pipe.thread", "touch.fiber.asm"],
        over: [Sweep.Axis("bytes") { place in sizes(upTo: 2 * (place.lastLevelCache ?? 32 << 20)) }])
]

/// 0, then 4 KiB and on by fours.
private func sizes(upTo most: Int) -> [Int] {
    [0] + sequence(first: 4 << 10) { $0 * 4 }.prefix { $0 <= most }
}

/// The size of a working set.
func workingSet(default usual: Int) -> Parameter {
    Parameter("bytes", 0...1 << 40, default: usual, isBytes: true, "bytes that each task touches between two switches")
}

private func touchingTasks(_ kind: Partner.Kind, bytes: Int = 64 << 10) -> Probe {
    Probe(
        "touch.pipe.\(kind)", "\(kind.two) on one CPU pass a byte round and touch \(bytes) bytes each", per: "hop",
        net: "sleep, wake-up, switch and what they made cold",
        operationsPerIteration: 2, does: [.voluntarySwitches: 1, .syscalls: 2], tasks: 2, isDefault: false, version: 2,
        takes: [workingSet(default: 64 << 10)], vary: { touchingTasks(kind, bytes: $0["bytes"]) }
    ) { place in try ringOfTasks(kind, tasks: 2, bytes: bytes, at: place) }
}

private func touchingFibers(bytes: Int = 64 << 10) -> Probe {
    Probe(
        "touch.fiber.asm", "two fibers switch and touch \(bytes) bytes each", per: "switch",
        net: "the switch and what it made cold", operationsPerIteration: 2,
        does: [.syscalls: 0, .voluntarySwitches: 0, .pageFaults: 0], isDefault: false, version: 2,
        takes: [workingSet(default: 64 << 10)], vary: { touchingFibers(bytes: $0["bytes"]) }
    ) { place in try fibersThatTouch(bytes: bytes, at: place) }
}
