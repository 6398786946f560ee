/// What the engine asks of a probe each time its turn has come: so many pairs of batches, sentinels between.
public struct VisitOrder: Sendable, Equatable {
    /// Pairs of one batch of the operation and one of its baseline; without a baseline, single batches.
    public var pairs: Int
    /// Iterations of the probe's loop in one batch of the operation.
    public var iterations: Int
    /// The same for the baseline; 0 where the probe has none.
    public var baselineIterations: Int
    /// Iterations to run before the first batch, untimed: so many as the row needs until its batches are level.
    public var warmUp = 0
    /// The sentinel's adds over its chain up to which the core counts as undisturbed; 0 while nobody knows.
    public var addsPerChain = 0.0
    /// Nanoseconds that a visit may wait for an undisturbed core before its pairs, all together.
    public var patience: Int64 = 0

    /// An order.
    public init(pairs: Int, iterations: Int, baselineIterations: Int) {
        self.pairs = pairs
        self.iterations = iterations
        self.baselineIterations = baselineIterations
    }

    /// The same order for a visit that may wait so long for a core on which the sentinel's adds are so fast.
    func waiting(_ patience: Int64, for addsPerChain: Double) -> VisitOrder {
        var order = self
        (order.patience, order.addsPerChain) = (patience, addsPerChain)
        return order
    }
}

/// What came back: times in nanoseconds, and the sentinel's readings before, between and after the batches.
public struct Visit: Sendable, Equatable {
    /// Nanoseconds of each batch of the operation.
    public var times: [Int64]
    /// Nanoseconds of each batch of the baseline: as many, or none.
    public var baseline: [Int64]
    /// Before each pair, between its two batches, and after it: waiting may lie between two pairs. Or one reading more
    /// than there are batches, where the one after a pair is the one before the next.
    public var sentinels: [SentinelReading]
    /// What the kernel counted from the first batch to the last, both series and the warm-up together.
    public var tally: Tally

    /// A visit.
    public init(times: [Int64], baseline: [Int64], sentinels: [SentinelReading], tally: Tally) {
        self.times = times
        self.baseline = baseline
        self.sentinels = sentinels
        self.tally = tally
    }
}

extension Visit {
    /// Whether its columns are those that were ordered, and no time is negative. What is not timed may be: a
    /// difference of two weighings.
    public func answers(_ order: VisitOrder, unit: Unit = .nanoseconds) -> Bool {
        let batches = times + baseline
        let readings = [batches.count + 1, batches.count + times.count]
        return times.count == order.pairs && baseline.count == (order.baselineIterations > 0 ? order.pairs : 0)
            && readings.contains(sentinels.count) && (unit != .nanoseconds || batches.allSatisfy { $0 >= 0 })
            && sentinels.allSatisfy { $0.chain >= 0 && $0.adds >= 0 }
    }
}
