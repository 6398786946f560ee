internal import Basics

/// What a row comes to: what `toll show --json` prints, and what a result file carries for people who look into it.
public struct Figure: Codable, Sendable, Equatable {
    /// The probe's name.
    public var name: RowName
    /// What became of it.
    public var status: Status
    /// Why it was not measured, or is not valid.
    public var reason: String?
    /// The unit of the estimates.
    public var unit = "ns"
    /// What one operation is called.
    public var operation: String
    /// What the task pays for one operation.
    public var cost: Estimate?
    /// The same less its baseline, where there is one.
    public var net: Estimate?
    /// What the net figure leaves, in a few words.
    public var netMeans: String?
    /// The cost in core cycles, by the sentinel: never ticks of the time stamp counter. nil where they are not known.
    public var cycles: Estimate?
    /// The net cost in core cycles.
    public var netCycles: Estimate?
    /// The share of the cost that follows the core's clock, from 0 to 1, by which times were brought to one clock.
    public var clockShare: Double?
    /// What the kernel counted per operation, by the quantity's name.
    public var perOperation: [Quantity: Double]
    /// What the counters said, where they were available.
    public var counted: CountedFigure?
    /// The tail of single iterations, where they were timed by themselves.
    public var tail: Tail?
    /// How far the figure can be trusted.
    public var grade: Grade.Letter?
    /// The same in a few words: the worst of what concerns this row.
    public var why: String?
    /// What else belongs to the figure: what was available or proved only in part.
    public var notes: [String]
    /// Numbers that belong to the figure, by name.
    public var facts: [RowFact: Double]?
    /// What lowers the grade, and what to try: a sentence each.
    public var noise: [String]
    /// The same as data; empty in a figure that was read from a file.
    public var reasons: [Noise] = []

    private enum CodingKeys: String, CodingKey {
        case name, status, reason, unit, operation, cost, net, netMeans, cycles, netCycles, clockShare, perOperation,
            counted = "counters", tail,
            grade, why, notes, facts, noise
    }

    /// Works a record out.
    public init(_ record: Record, sentinels: SentinelReference?, run: RunConditions) {
        name = record.name
        operation = record.operation
        status = record.status
        reason = record.reason
        perOperation = record.proof?.perOperation ?? [:]
        // Only where they are what the row is about: a task that yields leaves its CPU against its will.
        if record.declaration.perOperation[.voluntarySwitches] == nil { perOperation[.voluntarySwitches] = nil }
        notes = record.notes
        if let cut = record.cutShort {
            notes.append("cut short after \(numbered(record.batches, "batch", "batches")): \(cut)")
        }
        facts = record.settledFacts(beside: sentinels)
        unit = (record.unit ?? .nanoseconds).rawValue
        noise = []
        guard status == .measured || status == .invalid else { return }
        let summary = Summary(of: record, sentinels: sentinels)
        cost = summary.cost
        net = summary.net
        netMeans = net == nil ? nil : record.netMeans
        (cycles, netCycles) = (summary.cycles, summary.netCycles)
        clockShare = unit == Unit.nanoseconds.rawValue ? summary.share.value : nil
        counted = record.counting.flatMap { CountedFigure($0, timed: summary.cost?.median) }
        tail = record.distribution?.tail
        if tail != nil, let remark = record.distribution?.remark { notes.append(remark) }
        let judged = Grade(summary.evidence(of: record, run: run))
        grade = judged.letter
        why = judged.reasons.filter { !$0.isOfRun }.prefix(2).map(\.brief).joined(separator: ", ")
        reasons = judged.reasons
        noise = reasons.map(\.sentence)
        if !summary.isUndisturbed, let cost = summary.cost {
            let used =
                cost.count < summary.batches
                ? "the \(cost.count) least disturbed of \(summary.batches)" : "all \(summary.batches)"
            notes.append("too few undisturbed batches for an estimate of their own: \(used) are used")
        }
        if let explained = record.explained { notes.append(explained) }
        if let proof = record.proof { notes += Gate.unproved(of: record.declaration, in: proof) }
    }

    /// Encodes every key of the promised shape, nulls too.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(name, forKey: .name)
        try container.encode(status, forKey: .status)
        try container.encode(reason, forKey: .reason)
        try container.encode(unit, forKey: .unit)
        try container.encode(operation, forKey: .operation)
        try container.encode(cost, forKey: .cost)
        try container.encode(net, forKey: .net)
        try container.encode(netMeans, forKey: .netMeans)
        try container.encode(cycles, forKey: .cycles)
        try container.encode(netCycles, forKey: .netCycles)
        try container.encode(clockShare, forKey: .clockShare)
        try container.encode(perOperation, forKey: .perOperation)
        try container.encode(counted, forKey: .counted)
        try container.encode(tail, forKey: .tail)
        try container.encode(grade, forKey: .grade)
        try container.encode(why, forKey: .why)
        try container.encode(notes, forKey: .notes)
        try container.encode(facts, forKey: .facts)
        try container.encode(noise, forKey: .noise)
    }
}

extension Figure {
    /// What is left in the net figures of some rows, each meaning once, with the rows that have it: "the switch alone
    /// (switch.yield)". The first two parts of a name stand for all rows that begin so, where they have one meaning,
    /// and the first alone for a family of many that has one. Empty where no row says so.
    public static func netMeanings(of figures: [Figure]) -> [String] {
        var (order, rows): ([String], [String: [String]]) = ([], [:])
        var owners: [String: String] = [:]
        let withNet = Dictionary(grouping: figures.filter { $0.netMeans != nil }, by: \.name.family)
        let families = withNet.filter { _, rows in
            Set(rows.map(\.netMeans)).count == 1 && Set(rows.map { $0.name.parts.prefix(2) }).count > 2
        }
        for figure in figures {
            guard let means = figure.netMeans?.printable else { continue }
            let parts = families[figure.name.family] == nil ? 2 : 1
            let stem = figure.name.parts.prefix(parts).joined(separator: ".").printable
            let owner = owners[stem] ?? means
            owners[stem] = owner
            let name = owner == means ? stem : figure.name.printable
            if rows[means] == nil { order.append(means) }
            if rows[means]?.contains(name) != true { rows[means, default: []].append(name) }
        }
        return order.map { "\($0) (\((rows[$0] ?? []).joined(separator: ", ")))" }
    }
}

extension Summary {
    /// What the batches and the run show of the circumstances.
    func evidence(of record: Record, run: RunConditions) -> NoiseEvidence {
        var evidence = NoiseEvidence()
        let pooled = values.flatMap(\.self)
        evidence.stealShare = run.stealShare
        evidence.foreignShare = run.foreignShare
        evidence.throttledShare = run.throttledShare
        evidence.undisturbedShare = undisturbedShare
        evidence.frequencyChangedShare = frequencyChangedShare
        evidence.levelness = levelness
        evidence.drift = Drift(of: pooled)
        evidence.bimodality = Bimodality(in: pooled.sorted())
        evidence.autocorrelation = autocorrelation(of: pooled)
        evidence.batchCount = pooled.count
        evidence.relativeHalfWidth = cost?.relativeHalfWidth
        evidence.precisionTarget = run.plan.precision
        evidence.extraSwitchesPerBatch = extraSwitches(of: record)
        return evidence
    }

    /// Switches beyond those declared, a batch.
    private func extraSwitches(of record: Record) -> Double? {
        let declared = record.declaration.perOperation
        guard let own = declared[.contextSwitches] ?? declared[.voluntarySwitches], batches > 0 else { return nil }
        var timed = Tally()
        for launch in record.launches { timed.add(launch.tally) }
        guard let counted = timed.counted[.contextSwitches] else { return nil }
        return max(
            0, (Double(counted) - own * Double(timed.operations)) / Double(batches) - record.declaration.handover)
    }
}
