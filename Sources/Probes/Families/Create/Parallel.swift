internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Tasks are made on several CPUs at once, by threads of one process or by processes apart.
let parallelProbes: [Probe] = Partner.Kind.allCases.map { parallel($0) }

/// Tasks that each creator makes in an iteration, so that waking the creators does not show.
private let perTurn = 256

/// One operation is one task of each creator, so that its cost is what a creator pays; the baseline is what it pays
/// when it is the only one.
private func parallel(_ kind: Partner.Kind, creators: Int = 2) -> Probe {
    Probe(
        "create.parallel.\(kind == .thread ? "threads" : "processes")",
        "\(numbered(creators, "creator")), one a CPU, "
            + "\(kind == .thread ? "threads of one process" : "a process each"): "
            + "a thread made and its end seen, against one",
        per: "task of each creator", net: "what the other creators add", operationsPerIteration: perTurn,
        does: [.tasksCreated: Double(creators)],
        cpus: creators, needs: [.cpus(creators)], tasks: 2 * creators, overlaps: true, isDefault: false,
        takes: [Parameter("creators", 1...4096, default: 2, "creators of tasks, one per CPU")],
        vary: { parallel(kind, creators: $0["creators"]) }
    ) { place in
        try unwinding { cleanup in
            let crew = try Crew(kind, on: Array(place.cpus.dropFirst().prefix(creators - 1)), cleanup) {
                let bare = try cleanup.keep(BareTask(), BareTask.free)
                return Crew.Member { count in for _ in 0..<count { try bare.thread() } }
            }
            let cpus = Array(place.cpus.prefix(creators))
            let waits = LockWaits(on: cpus, making: 8 * perTurn * creators) { try crew.together(8 * perTurn) }
            return Rig(
                partners: crew.partners,
                notes: ["CPUs \(cpus.map(String.init).joined(separator: ", "))", waits.note],
                facts: waits.facts.merging([.creators: Double(creators)]) { $1 },
                baseline: { n in try crew.alone(n * perTurn) },
                finish: cleanup.run,
                loop: { n in try crew.together(n * perTurn) })
        }
    }
}

extension Need {
    /// So many CPUs that this process may run on.
    static func cpus(_ count: Int) -> Need {
        Need(count == 2 ? "two CPUs" : "\(count) CPUs") { place in
            place.cpus.count >= count
                ? nil : .unsupported("only \(place.cpus.count) of \(count) CPUs may be used here")
        }
    }
}
