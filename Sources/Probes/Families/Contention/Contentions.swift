internal import Sampling

/// Tasks that want the same thing.
let contentionProbes: [Probe] = [
    Probe(
        "contention.lock.threads", "two threads on one CPU hand a lock to and fro; the baseline does both parts",
        per: "hand-over", net: "what two tasks take above one", operationsPerIteration: 2, does: [.contextSwitches: 1],
        tasks: 2
    ) { place in try contendedLock(on: place.cpu) }
]
