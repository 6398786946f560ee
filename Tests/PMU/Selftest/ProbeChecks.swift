import Counters
import Glibc
import Probes
import Sampling
import Workers

/// Every probe of the default set, or of the whole catalog where `PMU_ROWS=all` asks for it, as `toll run` runs it: the
/// engine, a worker a probe, the kernel's counts compared with what the probe declares. Its times mean nothing here and
/// nobody looks at them. An emulated processor takes some seconds for a row.
func probeChecks(_ report: inout Report) {
    let maker = guestWorkers
    let isWhole = getenv("PMU_ROWS").map { String(cString: $0) } == "all"
    for probe in Catalog.probes where isWhole || probe.isDefault {
        guard var record = recordOfOneRound(probe, maker) else {
            report.check(probe.name.text, false, "the engine gave no record")
            continue
        }
        let hasRun = record.proof != nil && record.launches.contains { !$0.rounds.isEmpty }
        // One round is too little for an estimate, which nobody wants here.
        if hasRun, record.failure == .notReached { record.failure = nil }
        let wrong = record.failure?.reason ?? record.violations.first
        if record.status == .skipped {
            print("absent \(record.name): \(record.reason ?? "")")
        } else {
            report.check(record.name.text, wrong == nil && hasRun, wrong ?? counts(record))
        }
    }
}

/// What starts the guest's workers, on its one CPU.
var guestWorkers: WorkerLauncher {
    WorkerLauncher.adoptOrphans()
    let place = Place(cpu: 0, otherCPU: nil, lastLevelCache: 1 << 20, memory: 96 << 20)
    return WorkerLauncher(place: place, clock: .calibrated(over: 1_000_000), deadline: 30_000)
}

private func recordOfOneRound(_ probe: Probe, _ maker: WorkerLauncher) -> Record? {
    var plan = Plan(budget: .max, launches: 1)
    // A proof is of 64 batches, and has thousands of operations then: a tick of the timer is less than the gate's one
    // in a hundred.
    plan.batch = 1_000_000
    plan.pairs = 1
    plan.warmUpRounds = 1
    var isOver = false
    var engine = Engine(
        plan: plan, subjects: [probe.subject], maker: maker, now: { 0 },
        isInterrupted: { isOver }, watch: { event, _, _ in if case .roundEnded = event { isOver = true } })
    return engine.run().first
}

/// What the kernel counted for one operation.
private func counts(_ record: Record) -> String {
    let counted = record.proof?.perOperation.sorted { $0.key.rawValue < $1.key.rawValue } ?? []
    return counted.map { "\(($0.value * 1000).rounded() / 1000) \($0.key.words)" }.joined(separator: ", ")
}

/// The program as one of those workers, where its words ask for it.
func serveIfAsked() {
    let words = CommandLine.arguments
    guard words.count > 2, words[1] == "worker", let assignment = Assignment(arguments: Array(words[2...])) else {
        return
    }
    exit(WorkerMain.run(assignment, probes: Catalog.probes))
}
