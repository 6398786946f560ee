internal import CKernel
internal import Sampling

/// Tasks that want the same thing, and are not made to take turns: who has it goes on until its time slice is over.
let contentionProbes: [Probe] = [
    contention(
        "free", "two threads on one CPU do parts of work under one lock; the baseline does all of them", cpus: 1),
    contention(
        "cross", "two threads on two CPUs do parts of work under one lock; the baseline does all of them", cpus: 2),
]

/// How often they switch is to be found out; that no page is missing and where they run is declared.
private func contention(_ variant: String, _ summary: String, cpus: Int, work: Int = 256) -> Probe {
    let parts = partsOfThread(work: work)
    return Probe(
        "contention.lock.\(variant)", summary, per: "part", net: "what two tasks take above one",
        operationsPerIteration: 2 * parts, does: [.pageFaults: 0],
        cpus: cpus, needs: cpus > 1 ? [.twoCPUs] : [], tasks: 2, isDefault: false, version: 2,
        takes: [
            Parameter(
                "work", 8...1 << 20, multipleOf: 8, default: 256, isBytes: true, "bytes that a part reads and writes")
        ],
        vary: { contention(variant, summary, cpus: cpus, work: $0["work"]) }
    ) { place in try sharedLock(work: work, parts: parts, at: cpus > 1 ? place.across : place) }
}

/// Parts that each thread does in an iteration: some tens of milliseconds, so that each has several time slices.
private func partsOfThread(work: Int) -> Int { min(4 << 20, max(1024, (1 << 28) / work)) }
