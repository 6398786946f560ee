import Counters
import Glibc
import Probes
import Sampling

/// Prints how many instructions one operation takes, for the rows that `PMU_ROWS` names, with commas between.
///
/// All of them by time, since each lasts a nanosecond here; those in user mode by the counter. Those in the kernel are
/// the rest: counting them would add what the kernel does at each switch to take counters along.
func instructionCounts(_ report: inout Report) {
    let names = getenv("PMU_ROWS").map { String(cString: $0) } ?? ""
    for name in names.split(separator: ",") {
        report.section("instructions of \(name)") { report in
            let probe = try Catalog.probe(named: RowName(String(name)))
            guard let record = record(of: probe) else { return report.check(String(name), false, "no record") }
            if let failure = record.failure, failure != .notReached {
                print("instructions \(name) \(failure.reason)")
                return
            }
            if let violation = record.violations.first { return report.check(String(name), false, violation) }
            guard let all = total(record), let user = record.counting?.events.first?.perOperation.number else {
                return report.check(String(name), false, record.counting?.events.first?.perOperation.reason ?? "none")
            }
            print("instructions \(name) \(user) \(max(0, all - user))")
        }
    }
}

/// One launch of a few visits. Batches are short against the timer's ticks, so that most hold none.
private func record(of probe: Probe) -> Record? {
    var plan = Plan(budget: .max, launches: 1)
    (plan.batch, plan.pairs) = (250_000, 8)
    plan.warmUpRounds = 1
    var rounds = 0
    var engine = Engine(
        plan: plan, subjects: [probe.subject], events: [instructions.byMode[0]], maker: guestWorkers, now: { 0 },
        isInterrupted: { rounds >= 4 }, watch: { event, _, _ in if case .roundEnded = event { rounds += 1 } })
    return engine.run().first
}

/// Nanoseconds of one operation in the median of all batches.
private func total(_ record: Record) -> Double? {
    guard let launch = record.launches.first, !launch.times.isEmpty else { return nil }
    let times = launch.times.sorted()
    return Double(times[times.count / 2]) / Double(launch.iterations * record.operationsPerIteration)
}
