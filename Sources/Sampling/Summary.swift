internal import Glibc

/// What the batches of a row come to.
public struct Summary: Sendable {
    /// What the task pays for one operation, in nanoseconds at the run's usual frequency: for a switch, the calls, the
    /// wake-up and the switch.
    public var cost: Estimate?
    /// The same less what the baseline costs, paired batch by batch; nil without a baseline. May be negative.
    public var net: Estimate?
    /// Median nanoseconds of one operation of the baseline.
    public var baseline: Estimate?
    /// The cost in core cycles, by the sentinel; nil where a chain's cycles are not known.
    public var cycles: Estimate?
    /// The net cost in core cycles.
    public var netCycles: Estimate?
    /// The share of the batches that the sentinel calls undisturbed.
    public var undisturbedShare: Double
    /// The share of the batches during which the frequency changed, so that they could not be corrected.
    public var frequencyChangedShare: Double
    /// Whether the estimates are of undisturbed batches alone. Where too few were undisturbed they are of the least
    /// disturbed, or of all (``RowSamples/used``).
    public var isUndisturbed: Bool
    /// Batches of the operation that were timed.
    public var batches: Int
    /// The batches' own nanoseconds per operation, launch by launch, those that the estimates were made of.
    public var values: [[Double]]
    /// How much of the time follows the core's clock.
    public var share: ClockShare
    /// Whether batches depend on their place in a visit; nil where that is unknown.
    public var levelness: Levelness?

    /// Summarises a record against the run's sentinel.
    public init(of record: Record, sentinels: SentinelReference?) {
        let samples = RowSamples(of: record, sentinels: sentinels)
        batches = samples.count
        share = samples.share
        undisturbedShare = samples.share { $0.isUndisturbed }
        frequencyChangedShare = samples.share { $0.label == .frequencyChanged }
        isUndisturbed = samples.isUndisturbed
        levelness = samples.levelness
        values = samples.costs
        let doubt = Summary.doubt(of: samples)
        cost = Estimate.ofMedian(values)?.widened(by: doubt).above(0)
        cycles = Estimate.ofMedian(samples.used.map { $0.compactMap(\.cycles) })?.above(0)
        if samples.used.contains(where: { $0.contains { $0.baseline != nil } }) {
            net = Estimate.ofMedian(samples.used.map { $0.compactMap(\.net) })?.widened(by: doubt)
            baseline = Estimate.ofMedian(samples.used.map { $0.compactMap(\.baseline) })?.widened(by: doubt).above(0)
            netCycles = Estimate.ofMedian(
                samples.used.map {
                    $0.compactMap { pair in pair.cycles.flatMap { a in pair.baselineCycles.map { a - $0 } } }
                })
        }
    }

    /// By how much the medians may be off, as a share, since it is not known for certain how much of the time follows
    /// the clock: nothing, where the row was measured at the usual frequency.
    private static func doubt(of samples: RowSamples) -> Double {
        guard samples.share.halfWidth > 0,
            let speed = median(of: samples.used.flatMap { $0.map(\.speed) }), speed > 0
        else { return 0 }
        return samples.share.halfWidth * abs(log(speed))
    }

    /// Whether the row's interval is as narrow as wanted.
    public func reaches(_ precision: Double) -> Bool {
        guard isUndisturbed, let cost else { return false }
        return cost.relativeHalfWidth <= precision
    }
}

extension Estimate {
    /// The same with an interval that is wider by a doubt which has nothing to do with its own: a share of the median.
    func widened(by doubt: Double) -> Estimate {
        let more = abs(median) * doubt
        return Estimate(
            median: median, low: median - hypot(median - low, more), high: median + hypot(high - median, more),
            count: count)
    }

    /// The same of what is never below a limit: intervals from launch to launch are as wide on either side, and few
    /// launches that differ much would make a time begin below 0.
    func above(_ limit: Double) -> Estimate {
        Estimate(median: median, low: max(low, min(limit, median)), high: high, count: count)
    }
}
