internal import Sampling

/// What it takes to hold a context that waits: bytes of user memory and of the kernel's.
let weightProbes: [Probe] = Held.allCases.map { weight($0) }

/// Over how many the weight of one is taken.
let weightSweeps: [Sweep] = [
    Sweep(
        "weight", "what a context weighs, by how many are held", of: Held.allCases.map { "weight.\($0.rawValue)" },
        over: [Sweep.Axis("count", [1, 10, 100, 1000, 10_000])])
]

/// One operation is one context held; an iteration holds `count` of them, makes the difference to none, and lets go.
private func weight(_ held: Held, count: Int = 1000) -> Probe {
    Probe(
        "weight.\(held.rawValue)", "bytes to hold \(held.words)", per: "context", operationsPerIteration: count,
        unit: .bytes,
        // Two processes to weigh in, with these contexts and with none.
        does: [.tasksCreated: (held.isTask ? 1 : 0) + 2 / Double(count)], cpus: nil,
        needs: [.memory { _ in count * held.allowance }],
        tasks: 2 + (held.isTask ? count : 0), isAlone: true, isDefault: false,
        takes: [Parameter("count", 1...1_000_000, default: 1000, "contexts that are held at once")],
        vary: { weight(held, count: $0["count"]) }
    ) { _ in
        // The first says whether that many are possible, and of what the weight is made up.
        let first = try Scales.difference(held, count)
        return Rig(
            notes: [
                "\(count) at once, weighed together: user memory by PSS, the kernel's by /proc/meminfo, which is the "
                    + "whole machine's"
            ], facts: first.facts(per: count),
            gauge: { Int64(try Scales.difference(held, count).sum) })
    }
}

/// Bytes, by what holds them.
struct Weight {
    var user = 0
    var slab = 0
    var stacks = 0
    var pageTables = 0
    var perCPU = 0

    var sum: Int { user + slab + stacks + pageTables + perCPU }

    /// The difference to an earlier weighing.
    static func - (a: Weight, b: Weight) -> Weight {
        Weight(
            user: a.user - b.user, slab: a.slab - b.slab, stacks: a.stacks - b.stacks,
            pageTables: a.pageTables - b.pageTables, perCPU: a.perCPU - b.perCPU)
    }

    func facts(per count: Int) -> [RowFact: Double] {
        [
            .userBytes: user, .slabBytes: slab, .kernelStackBytes: stacks, .pageTableBytes: pageTables,
            .perCPUBytes: perCPU,
        ].mapValues { Double($0) / Double(count) }
    }
}
