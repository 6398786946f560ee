/// The raw batches of one launch of a probe, in columns, so that a file of them stays small and statistics can be
/// done again later.
public struct Launch: Codable, Sendable, Equatable {
    /// Iterations in a batch of the operation.
    public var iterations: Int
    /// Iterations in a batch of the baseline; 0 without one.
    public var baselineIterations: Int
    /// Batches of each series in a visit.
    public var pairs: Int
    /// The round of each visit, counted through the whole run: visits of two probes in one round belong together.
    public var rounds: [Int] = []
    /// Nanoseconds of each batch of the operation, `pairs` a visit.
    public var times: [Int64] = []
    /// Nanoseconds of each batch of the baseline, `pairs` a visit, or empty.
    public var baseline: [Int64] = []
    /// Nanoseconds of the sentinel's dependent chain: before each pair, between its batches and after it. Results of
    /// earlier tolls have one reading for two pairs between them, so one more a visit than it has batches.
    public var chain: [Int64] = []
    /// Nanoseconds of the sentinel's independent adds, likewise.
    public var adds: [Int64] = []
    /// What the kernel counted in all visits.
    public var tally = Tally()

    /// What its worker found out during setup and is to be joined with what others did; nil where there is nothing.
    public var facts: [RowFact: Double]?

    /// A launch without visits yet, of a worker with these facts.
    public init(order: VisitOrder, facts: [RowFact: Double] = [:]) {
        let joined = facts.filter { $0.key.join != .first }
        self.facts = joined.isEmpty ? nil : joined
        iterations = order.iterations
        baselineIterations = order.baselineIterations
        pairs = order.pairs
    }

    /// Adds what a visit brought.
    public mutating func add(_ visit: Visit, round: Int) {
        rounds.append(round)
        times += visit.times
        baseline += visit.baseline
        chain += visit.sentinels.map(\.chain)
        adds += visit.sentinels.map(\.adds)
        tally.add(visit.tally)
    }

    /// Whether the columns fit together: what comes from a file need not.
    public var isConsistent: Bool {
        let visits = rounds.count
        let series = baseline.isEmpty ? 1 : 2
        // Sizes from a file may be absurd, so no product may overflow.
        let (batches, tooMany) = visits.multipliedReportingOverflow(by: pairs)
        let (readings, tooManyReadings) = pairs.multipliedReportingOverflow(by: series + 1)
        guard pairs > 0, iterations > 0, baselineIterations >= 0, !tooMany, !tooManyReadings, readings < 1 << 20 else {
            return false
        }
        return times.count == batches && (baseline.isEmpty || baseline.count == batches)
            && (baseline.isEmpty || baselineIterations > 0)
            && [readings, pairs * series + 1].contains { chain.count == visits * $0 } && adds.count == chain.count
    }

    /// Readings from the first of a pair to the first of the next. The launch must be consistent.
    var readingsPerPair: Int {
        let series = baseline.isEmpty ? 1 : 2
        return chain.count == rounds.count * pairs * (series + 1) ? series + 1 : series
    }

    /// Readings from the first of a visit to the first of the next. The launch must be consistent.
    var readingsPerVisit: Int { rounds.isEmpty ? 0 : chain.count / rounds.count }
}

extension Launch {
    private enum CodingKeys: String, CodingKey {
        case iterations, baselineIterations, pairs, rounds, times, baseline, chain, adds, tally, facts
    }

    /// What a file of version 1 called the times of the operation's batches.
    private enum FirstKeys: String, CodingKey { case operation }

    /// Reads a launch, of a file of version 1 too.
    public init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        iterations = try fields.decode(Int.self, forKey: .iterations)
        baselineIterations = try fields.decode(Int.self, forKey: .baselineIterations)
        pairs = try fields.decode(Int.self, forKey: .pairs)
        rounds = try fields.decode([Int].self, forKey: .rounds)
        if let times = try fields.decodeIfPresent([Int64].self, forKey: .times) {
            self.times = times
        } else {
            times = try decoder.container(keyedBy: FirstKeys.self).decode([Int64].self, forKey: .operation)
        }
        baseline = try fields.decode([Int64].self, forKey: .baseline)
        chain = try fields.decode([Int64].self, forKey: .chain)
        adds = try fields.decode([Int64].self, forKey: .adds)
        tally = try fields.decode(Tally.self, forKey: .tally)
        facts = try fields.decodeIfPresent([RowFact: Double].self, forKey: .facts)
    }
}
