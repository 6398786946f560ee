/// The batches of a row, each with what the sentinel said of it, its time brought to the run's usual frequency.
///
/// The only place where raw times become values: estimates, claims, charts and exports read it.
public struct RowSamples: Sendable {
    /// Pairs launch by launch, in the order in which they were taken.
    public let launches: [[BatchPair]]
    /// How much of the row's time follows the core's clock, by which its times were corrected.
    public let share: ClockShare
    /// Whether ``used`` are the undisturbed pairs alone. Where too few were undisturbed they are the least disturbed
    /// quarter, if that is faster than all, and all otherwise.
    public let isUndisturbed: Bool
    /// The pairs that estimates are made of.
    public let used: [[BatchPair]]

    /// Fewer undisturbed pairs than this carry no estimate of their own.
    public static let fewestUndisturbed = Estimate.fewestValues

    /// The batches of a record, by the run's sentinel.
    public init(of record: Record, sentinels: SentinelReference?) {
        // The speed of a core says nothing of bytes.
        let sentinels = record.unit == nil ? sentinels : nil
        let operations = record.operationsPerIteration
        // A pair is some ten times as large as what it is made of, so there is one list of all, and one of those used.
        var pairs = record.launches.filter(\.isConsistent).map {
            BatchPair.all(in: $0, operations: operations, sentinels: sentinels)
        }
        let undisturbed = pairs.reduce(0) { $0 + $1.count(where: \.isUndisturbed) }
        let isUndisturbed = undisturbed >= RowSamples.fewestUndisturbed
        let share =
            sentinels == nil || record.isMemoryBound == true
            ? ClockShare.none
            : ClockShare(
                of: pairs.map { launch in
                    launch.lazy.filter { $0.isUndisturbed || !isUndisturbed }.map { (speed: $0.speed, time: $0.cost) }
                })
        for launch in pairs.indices {
            for pair in pairs[launch].indices { pairs[launch][pair].correct(by: share) }
        }
        (self.share, self.isUndisturbed, launches) = (share, isUndisturbed, pairs)
        used =
            isUndisturbed
            ? pairs.map { $0.filter(\.isUndisturbed) } : RowSamples.leastDisturbed(of: pairs) ?? pairs
    }

    /// The quarter of the pairs beside which the sentinel was fastest; nil where they are too few, or no faster than
    /// all beyond chance: readings say nothing of batches a thousand times as long.
    private static func leastDisturbed(of pairs: [[BatchPair]]) -> [[BatchPair]]? {
        let disturbances = pairs.joined().map(\.disturbance).sorted()
        guard disturbances.count >= 4 * fewestUndisturbed, let limit = quantile(0.25, of: disturbances) else {
            return nil
        }
        let least = pairs.map { $0.filter { $0.disturbance <= limit } }
        guard let all = Estimate.ofMedian(pairs.map { $0.map(\.cost) }),
            let level = median(of: least.joined().map(\.cost)), level < all.low
        else { return nil }
        return least
    }

    /// Nanoseconds per operation of the pairs that are used, launch by launch.
    public var costs: [[Double]] { used.map { $0.map(\.cost) } }

    /// How many pairs there are.
    public var count: Int { launches.reduce(0) { $0 + $1.count } }

    /// The share of the pairs with a label that is wanted.
    func share(where isWanted: (BatchPair) -> Bool) -> Double {
        count > 0 ? Double(launches.reduce(0) { $0 + $1.count(where: isWanted) }) / Double(count) : 0
    }

    /// Whether the batches depend on their place in a visit; nil where there are too few visits to know.
    var levelness: Levelness? {
        Levelness(
            of: launches.flatMap { launch in
                // A visit is known by its round.
                Dictionary(grouping: launch, by: \.round).values.compactMap(quarters)
            })
    }

    /// The median of the used pairs in each quarter of a visit; nil where one has none.
    private func quarters(of visit: [BatchPair]) -> [Double]? {
        let parts = min(4, visit.count)
        let places = (0..<parts).compactMap { part in
            let pairs = visit[visit.count * part / parts..<visit.count * (part + 1) / parts]
            return median(of: pairs.filter { $0.isUndisturbed || !isUndisturbed }.map(\.cost))
        }
        return places.count == parts ? places : nil
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
    /// The most that the sentinel's adds took of the chain in a reading round the pair: the more, the more was shared.
    public var disturbance: Double
    /// How much faster the core's clock was beside the operation's batch than the usual one.
    public var speed: Double
    /// The same beside the baseline's.
    public var baselineSpeed: Double
    /// Core cycles of the operation, where a chain's cycles are known: never ticks of the time stamp counter.
    public var cycles: Double?
    /// Core cycles of the baseline.
    public var baselineCycles: Double?

    /// The cost less the baseline.
    public var net: Double? { baseline.map { cost - $0 } }

    /// All pairs of a launch, in the order in which they were taken, their times as they were. The launch must be
    /// consistent.
    static func all(in launch: Launch, operations: Int, sentinels: SentinelReference?) -> [BatchPair] {
        let hasBaseline = !launch.baseline.isEmpty
        let (readingsPerVisit, readingsPerPair) = (launch.readingsPerVisit, launch.readingsPerPair)
        let scale = Double(launch.iterations) * Double(max(operations, 1))
        let baselineScale = Double(launch.baselineIterations) * Double(max(operations, 1))
        let gigahertz = sentinels?.gigahertz
        var pairs: [BatchPair] = []
        pairs.reserveCapacity(launch.times.count)
        for visit in launch.rounds.indices {
            for pair in 0..<launch.pairs {
                let index = visit * launch.pairs + pair
                let first = visit * readingsPerVisit + pair * readingsPerPair
                func reading(_ at: Int) -> SentinelReading { .init(chain: launch.chain[at], adds: launch.adds[at]) }
                func label(_ at: Int) -> BatchLabel {
                    sentinels?.label(before: reading(at), after: reading(at + 1)) ?? .undisturbed
                }
                func speed(_ at: Int) -> Double {
                    sentinels?.speed(before: reading(at), after: reading(at + 1)) ?? 1
                }
                let own = label(first)
                let ratios = (first...first + (hasBaseline ? 2 : 1)).map { at in
                    Double(launch.adds[at]) / Double(max(1, launch.chain[at]))
                }
                var made = BatchPair(
                    round: launch.rounds[visit], cost: Double(launch.times[index]) / scale, baseline: nil, label: own,
                    isUndisturbed: own == .undisturbed, disturbance: ratios.max() ?? 0, speed: speed(first),
                    baselineSpeed: 1)
                made.cycles = gigahertz.map { made.cost * made.speed * $0 }
                if hasBaseline {
                    let baseline = Double(launch.baseline[index]) / baselineScale
                    made.baseline = baseline
                    made.baselineSpeed = speed(first + 1)
                    made.isUndisturbed = made.isUndisturbed && label(first + 1) == .undisturbed
                    made.baselineCycles = gigahertz.map { baseline * made.baselineSpeed * $0 }
                }
                pairs.append(made)
            }
        }
        return pairs
    }

    /// Brings the pair to the usual frequency.
    fileprivate mutating func correct(by share: ClockShare) {
        cost = share.corrected(cost, at: speed)
        baseline = baseline.map { share.corrected($0, at: baselineSpeed) }
    }
}
