import CKernel
import Counters
import Glibc
import Probes
import Sampling

/// Every probe of the catalog: it is set up, run for a few operations and held against what it declares, in a process of its
/// own. Its times mean nothing here and nobody takes them.
func probeChecks(_ report: inout Report) {
    let place = Place(cpu: 0, otherCPU: nil, lastLevelCache: 1 << 20, memory: 96 << 20)
    for probe in Catalog.probes {
        if let reason = probe.missing(at: place) {
            print("absent \(probe.name): \(reason)")
            continue
        }
        let outcome = inChild(limit: 60) {
            do { return try gate(probe, place) } catch { return "! \(error)" }
        }
        report.check(probe.name, outcome.hasPrefix("="), String(outcome.dropFirst(2)))
    }
}

/// `= ` and the counts where the probe's declaration holds, `! ` and what does not where it does not.
private func gate(_ probe: Probe, _ place: Place) throws -> String {
    let events: [(Quantity, CounterEvent)] = [
        (.contextSwitches, .contextSwitches), (.migrations, .migrations), (.pageFaults, .pageFaults),
        (.kernelEntries, try Tracepoint.event("raw_syscalls/sys_enter")),
        (.tasksCreated, try Tracepoint.event("sched/sched_process_fork")),
    ]
    let group = try CounterGroup(events.map(\.1), inherit: true)
    let rig = try probe.prepare(place)
    defer { rig.finish() }
    let iterations = 500
    try rig.loop(100)
    let before = try group.read()
    group.enable()
    try rig.loop(iterations)
    group.disable()
    let readings = zip(try group.read(), before).map { $0.since($1) }
    var tally = Tally(operations: iterations * probe.operationsPerIteration)
    for ((quantity, _), reading) in zip(events, readings) { tally.counted[quantity] = Int(reading.value) }
    try rig.baseline?(100)
    let violations = Gate.violations(of: probe.declaration, in: tally, operation: probe.operation)
    if !violations.isEmpty { return "! " + violations.joined(separator: "; ") }
    let counts = events.map { "\(tally.counted[$0.0] ?? 0) \($0.0.words)" }
    return "= \(tally.operations) operations, " + counts.joined(separator: ", ")
}
