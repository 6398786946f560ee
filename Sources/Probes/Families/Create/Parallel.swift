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
            let crew = try Crew(kind, on: Array(place.cpus.dropFirst().prefix(creators - 1)), cleanup)
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

/// The calling thread and some partners, which all make tasks when told to.
private final class Crew {
    private(set) var partners: [Partner] = []
    private let page: SharedPage
    private let bare: BareTask

    /// Which turn it is, tasks to be made in it, how many partners are done with it, what went wrong, and the end.
    private var turn: UnsafeMutablePointer<UInt32> { page.line(0) }
    private var amount: UnsafeMutablePointer<UInt32> { page.line(1) }
    private var done: UnsafeMutablePointer<UInt32> { page.line(2) }
    private var fault: UnsafeMutablePointer<UInt32> { page.line(3) }

    init(_ kind: Partner.Kind, on cpus: [Int], _ cleanup: Cleanup) throws {
        page = try cleanup.keep(SharedPage(), SharedPage.close)
        bare = try cleanup.keep(BareTask(), BareTask.free)
        let (turn, amount, done, fault, isOver) = (
            page.line(0), page.line(1), page.line(2), page.line(3), page.line(4)
        )
        for cpu in cpus {
            let own = try cleanup.keep(BareTask(), BareTask.free)
            let partner =
                try Partner(kind, on: cpu) {
                    var seen: UInt32 = 0
                    while true {
                        while k_load(turn) == seen { _ = k_futex_wait(turn, seen) }
                        seen = k_load(turn)
                        if k_load(isOver) != 0 { return }
                        for _ in 0..<k_load(amount) {
                            do { try own.thread() } catch { k_store(fault, 1) }
                        }
                        k_add(done, 1)
                        _ = k_futex_wake(done)
                    }
                }
            partners.append(partner)
            cleanup.add {
                k_store(isOver, 1)
                k_add(turn, 1)
                _ = k_futex_wake_all(turn)
                partner.end()
            }
        }
    }

    func alone(_ tasks: Int) throws { for _ in 0..<tasks { try bare.thread() } }

    func together(_ tasks: Int) throws {
        k_store(done, 0)
        k_store(amount, UInt32(tasks))
        k_add(turn, 1)
        _ = k_futex_wake_all(turn)
        try alone(tasks)
        var seen = k_load(done)
        while seen < partners.count {
            // Half a minute is longer than any batch.
            if k_futex_wait_for(done, seen, 30_000_000_000) == -Int(ETIMEDOUT) {
                throw OperationFailed("a creator did not get ready")
            }
            seen = k_load(done)
        }
        guard k_load(fault) == 0 else { throw OperationFailed("a creator could make no task") }
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
