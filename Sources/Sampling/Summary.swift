/// What the batches of a row come to.
public struct Summary: Sendable {
    /// What the task pays for one operation, in nanoseconds: for a switch, the calls, the wake-up and the switch.
    public var hop: Estimate?
    /// The same less what the baseline costs, paired batch by batch; nil without a baseline. May be negative.
    public var net: Estimate?
    /// Median nanoseconds of one operation of the baseline.
    public var baseline: Estimate?
    /// The share of the batches that the sentinel calls calm.
    public var calmShare: Double
    /// The share of the batches beside which the clock was not the usual one.
    public var clockMovedShare: Double
    /// Whether the estimates are of calm batches alone. They are of all batches where too few were calm.
    public var isCalm: Bool
    /// Batches of the operation that were timed.
    public var batches: Int
    /// The batches' own nanoseconds per operation, launch by launch, those that the estimates were made of.
    public var values: [[Double]]

    /// Fewer calm batches than this carry no estimate of their own.
    public static let fewestCalm = Estimate.fewestValues

    /// Summarises a record against the run's sentinel.
    public init(of record: Record, sentinels: SentinelReference?) {
        // The speed of a core says nothing of bytes.
        let sentinels = record.unit == nil ? sentinels : nil
        let launches = record.launches.filter(\.isConsistent)
        let all = launches.map {
            BatchPair.all(in: $0, operations: record.operationsPerIteration, sentinels: sentinels)
        }
        batches = all.reduce(0) { $0 + $1.count }
        let calm = all.map { $0.filter(\.isCalm) }
        let calmCount = calm.reduce(0) { $0 + $1.count }
        calmShare = batches > 0 ? Double(calmCount) / Double(batches) : 0
        let moved = all.reduce(0) { $0 + $1.count { $0.label == .clockMoved } }
        clockMovedShare = batches > 0 ? Double(moved) / Double(batches) : 0
        isCalm = calmCount >= Summary.fewestCalm
        let used = isCalm ? calm : all
        values = used.map { $0.map(\.operation) }
        hop = Estimate.ofMedian(values)
        let paired = used.map { $0.compactMap { pair in pair.baseline.map { (pair.operation, $0) } } }
        if paired.contains(where: { !$0.isEmpty }) {
            net = Estimate.ofDifference(paired)
            baseline = Estimate.ofMedian(paired.map { $0.map(\.1) })
        }
    }

    /// Whether the row's interval is as narrow as wanted.
    public func reaches(_ precision: Double) -> Bool {
        guard isCalm, let hop else { return false }
        return hop.relativeHalfWidth <= precision
    }
}

/// One batch of the operation, the baseline's batch beside it, and what the sentinel said of the two.
public struct BatchPair: Sendable {
    /// The round in which they were taken.
    public var round: Int
    /// Nanoseconds per operation.
    public var operation: Double
    /// Nanoseconds per operation of the baseline.
    public var baseline: Double?
    /// What the sentinel says of the operation's batch.
    public var label: Calm
    /// Whether every reading round the pair is calm.
    public var isCalm: Bool

    /// All pairs of a launch, in the order in which they were taken. The launch must be consistent.
    public static func all(in launch: Launch, operations: Int, sentinels: SentinelReference?) -> [BatchPair] {
        let hasBaseline = !launch.baseline.isEmpty
        let readingsPerVisit = launch.pairs * (hasBaseline ? 2 : 1) + 1
        let scale = Double(launch.iterations) * Double(max(operations, 1))
        let baselineScale = Double(launch.baselineIterations) * Double(max(operations, 1))
        var pairs: [BatchPair] = []
        pairs.reserveCapacity(launch.operation.count)
        for visit in launch.rounds.indices {
            for pair in 0..<launch.pairs {
                let index = visit * launch.pairs + pair
                let first = visit * readingsPerVisit + pair * (hasBaseline ? 2 : 1)
                func reading(_ at: Int) -> SentinelReading { .init(chain: launch.chain[at], adds: launch.adds[at]) }
                let label = sentinels?.label(before: reading(first), after: reading(first + 1)) ?? .calm
                var isCalm = label == .calm
                if hasBaseline, let sentinels {
                    isCalm = isCalm && sentinels.label(before: reading(first + 1), after: reading(first + 2)) == .calm
                }
                pairs.append(
                    BatchPair(
                        round: launch.rounds[visit], operation: Double(launch.operation[index]) / scale,
                        baseline: hasBaseline ? Double(launch.baseline[index]) / baselineScale : nil,
                        label: label, isCalm: isCalm))
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
