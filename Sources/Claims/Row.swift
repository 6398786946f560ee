internal import Basics
internal import Counters
internal import Sampling

/// A row that was measured and that the kernel's counts bear out.
struct Row: Sendable {
    /// The row's name.
    let name: RowName
    /// What the task pays for one operation.
    let cost: Cost
    /// The same less the baseline, where there is one.
    let net: Cost?
    /// The baseline alone.
    let baseline: Cost?
    /// What the kernel counted for one operation.
    let perOperation: [Quantity: Double]
    /// What the figures are counted in.
    let unit: Unit
    /// Numbers that belong to the figure, by name.
    let facts: [RowFact: Double]
    /// The server's own CPU time an event, of an I/O model.
    let serverCPU: Cost?

    /// - Throws: why the record carries no figure.
    init(_ record: Record, sentinels: SentinelReference?) throws(Absence) {
        name = record.name
        unit = record.unit ?? .nanoseconds
        facts = record.settledFacts(beside: sentinels) ?? [:]
        let why = record.reason.map { ": " + $0.printable } ?? ""
        switch record.status {
        case .measured: break
        case .invalid: throw Absence("\(name) is INVALID" + why)
        case .skipped: throw Absence("\(name) was skipped" + why)
        case .failed: throw Absence("\(name) failed" + why)
        }
        if let explained = record.explained, Row.isFarFromDeclared(record) {
            throw Absence("\(name) is something else here: \(explained.printable)")
        }
        let summary = Summary(of: record, sentinels: sentinels)
        guard let whole = summary.cost else { throw Absence("\(name) has too few batches for an estimate") }
        let visits = RowSamples(of: record, sentinels: sentinels).used.map { Dictionary(grouping: $0, by: \.round) }
        let gigahertz = record.counting?.profile.gigahertz.number.flatMap { $0.isFinite && $0 > 0 ? $0 : nil }
        func byRound(_ estimate: Estimate, _ value: (BatchPair) -> Double?) -> Cost {
            Cost(
                estimate: estimate,
                launches: visits.map { rounds in
                    rounds.compactMapValues { pairs in median(of: pairs.compactMap(value)) }
                }, gigahertz: gigahertz)
        }
        cost = byRound(whole, \.cost)
        net = summary.net.map { byRound($0, \.net) }
        baseline = summary.baseline.map { byRound($0, \.baseline) }
        serverCPU = Row.serverCPU(of: record, sentinels)
        var counted = record.proof ?? Tally()
        if counted.operations == 0 { for launch in record.launches { counted.add(launch.tally) } }
        perOperation = counted.perOperation
    }

    /// Whether its operations switch so much more or less often than declared that it is another operation.
    private static func isFarFromDeclared(_ record: Record) -> Bool {
        guard let declared = record.declaration.perOperation[.contextSwitches],
            let counted = record.proof?.perOperation[.contextSwitches]
        else { return false }
        return abs(counted - declared) > 0.1 * max(declared, 1)
    }

    /// The server's CPU time by what each worker found out for itself. A neighbour on the core only ever adds, so the
    /// figure is the lower quartile. The interval holds all that had the core to themselves; where those are too few to
    /// show how far they differ, it reaches from the least to the middle of all. Where there are none, it begins with
    /// what the time might have been: nothing is slowed down by a neighbour as much as the sentinel's adds.
    private static func serverCPU(of record: Record, _ sentinels: SentinelReference?) -> Cost? {
        guard let settled = record.settledFacts(beside: sentinels)?[.serverCPU], settled > 0 else { return nil }
        let undisturbed = record.undisturbedServerTimes(beside: sentinels)
        let all = record.values(of: .serverCPU).filter { $0.isFinite && $0 > 0 }
        let might = record.serverTimes.map { $0.time * min(1, (sentinels?.addsPerChain ?? $0.adds) / $0.adds) }
        let (used, high) = undisturbed.count >= 3 ? (undisturbed, undisturbed.max()) : (all, median(of: all))
        let low = (undisturbed.isEmpty ? used + might : used).min()
        return Cost(
            estimate: Estimate(
                median: settled, low: min(settled, low ?? settled), high: max(settled, high ?? settled),
                count: max(1, used.count)), launches: [])
    }

    /// The net cost, or the reason why there is none.
    func requireNet() throws(Absence) -> Cost {
        guard let net else { throw Absence("\(name) has no baseline, so nothing can be taken off it") }
        return net
    }
}
