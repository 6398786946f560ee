/// What the batches of a row come to.
public struct Summary: Sendable {
    /// What the task pays for one operation, in nanoseconds: for a switch, the calls, the wake-up and the switch.
    public var cost: Estimate?
    /// The same less what the baseline costs, paired batch by batch; nil without a baseline. May be negative.
    public var net: Estimate?
    /// Median nanoseconds of one operation of the baseline.
    public var baseline: Estimate?
    /// The share of the batches that the sentinel calls undisturbed.
    public var undisturbedShare: Double
    /// The share of the batches in which the frequency was not the usual one.
    public var frequencyChangedShare: Double
    /// Whether the estimates are of undisturbed batches alone. They are of all batches where too few were undisturbed.
    public var isUndisturbed: Bool
    /// Batches of the operation that were timed.
    public var batches: Int
    /// The batches' own nanoseconds per operation, launch by launch, those that the estimates were made of.
    public var values: [[Double]]

    /// Fewer undisturbed batches than this carry no estimate of their own.
    public static let fewestUndisturbed = Estimate.fewestValues

    /// Summarises a record against the run's sentinel.
    public init(of record: Record, sentinels: SentinelReference?) {
        // The speed of a core says nothing of bytes.
        let sentinels = record.unit == nil ? sentinels : nil
        let launches = record.launches.filter(\.isConsistent)
        let all = launches.map {
            BatchPair.all(in: $0, operations: record.operationsPerIteration, sentinels: sentinels)
        }
        batches = all.reduce(0) { $0 + $1.count }
        let undisturbed = all.map { $0.filter(\.isUndisturbed) }
        let undisturbedCount = undisturbed.reduce(0) { $0 + $1.count }
        undisturbedShare = batches > 0 ? Double(undisturbedCount) / Double(batches) : 0
        let moved = all.reduce(0) { $0 + $1.count { $0.label == .frequencyChanged } }
        frequencyChangedShare = batches > 0 ? Double(moved) / Double(batches) : 0
        isUndisturbed = undisturbedCount >= Summary.fewestUndisturbed
        let used = isUndisturbed ? undisturbed : all
        values = used.map { $0.map(\.cost) }
        cost = Estimate.ofMedian(values)
        let paired = used.map { $0.compactMap { pair in pair.baseline.map { (pair.cost, $0) } } }
        if paired.contains(where: { !$0.isEmpty }) {
            net = Estimate.ofDifference(paired)
            baseline = Estimate.ofMedian(paired.map { $0.map(\.1) })
        }
    }

    /// Whether the row's interval is as narrow as wanted.
    public func reaches(_ precision: Double) -> Bool {
        guard isUndisturbed, let cost else { return false }
        return cost.relativeHalfWidth <= precision
    }
}

/// One batch of the operation, the baseline's batch beside it, and what the sentinel said of the two.
public struct BatchPair: Sendable {
    /// The round in which they were taken.
    public var round: Int
    /// Nanoseconds per operation.
    public var cost: Double
    /// Nanoseconds per operation of the baseline.
    public var baseline: Double?
    /// What the sentinel says of the operation's batch.
    public var label: BatchLabel
    /// Whether every reading round the pair is undisturbed.
    public var isUndisturbed: Bool

    /// All pairs of a launch, in the order in which they were taken. The launch must be consistent.
    public static func all(in launch: Launch, operations: Int, sentinels: SentinelReference?) -> [BatchPair] {
        let hasBaseline = !launch.baseline.isEmpty
        let readingsPerVisit = launch.pairs * (hasBaseline ? 2 : 1) + 1
        let scale = Double(launch.iterations) * Double(max(operations, 1))
        let baselineScale = Double(launch.baselineIterations) * Double(max(operations, 1))
        var pairs: [BatchPair] = []
        pairs.reserveCapacity(launch.times.count)
        for visit in launch.rounds.indices {
            for pair in 0..<launch.pairs {
                let index = visit * launch.pairs + pair
                let first = visit * readingsPerVisit + pair * (hasBaseline ? 2 : 1)
                func reading(_ at: Int) -> SentinelReading { .init(chain: launch.chain[at], adds: launch.adds[at]) }
                let label = sentinels?.label(before: reading(first), after: reading(first + 1)) ?? .undisturbed
                var isUndisturbed = label == .undisturbed
                if hasBaseline, let sentinels {
                    isUndisturbed =
                        isUndisturbed
                        && sentinels.label(before: reading(first + 1), after: reading(first + 2)) == .undisturbed
                }
                pairs.append(
                    BatchPair(
                        round: launch.rounds[visit], cost: Double(launch.times[index]) / scale,
                        baseline: hasBaseline ? Double(launch.baseline[index]) / baselineScale : nil,
                        label: label, isUndisturbed: isUndisturbed))
            }
        }
        return pairs
    }
}

extension SentinelReference {
    /// The reference of a run: made of every reading in it, whichever probe was at work.
    public init?(records: [Record]) {
        let launches = records.flatMap(\.launches).filter(\.isConsistent)
        let readings = launches.flatMap { launch in
            zip(launch.chain, launch.adds).map { SentinelReading(chain: $0, adds: $1) }
        }
        self.init(readings)
    }
}
