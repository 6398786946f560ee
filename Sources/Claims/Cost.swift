internal import Sampling

/// What something costs, as an estimate and round by round, so that two costs can be related within the same rounds.
struct Cost: Sendable {
    /// The cost with its interval.
    var estimate: Estimate
    /// By launch: the cost in each round.
    var launches: [[Int: Double]]
    /// Whether all that went into it was measured in the same rounds.
    var isPaired = true
    /// By how many times more, as a share, this moves from one run to the next than a row does. What is left of two
    /// rows moves as far as they do, and is less.
    var unrest = 1.0
    /// The clock of the core, where a counter gave it.
    var gigahertz: Double?

    /// The first less the second, round by round where they share rounds.
    static func - (a: Cost, b: Cost) -> Cost {
        let asApart = Estimate.difference(a.estimate, b.estimate)
        var difference = a.joined(b, -, orApart: asApart) ?? apart(asApart)
        let moves = [a, b].map { abs($0.estimate.median) * $0.unrest }
        let left = abs(difference.estimate.median)
        difference.unrest = left > 0 ? max(1, (moves[0] * moves[0] + moves[1] * moves[1]).squareRoot() / left) : 1
        // Both ran on the same core in the same run, so that the one clock serves both.
        if b.gigahertz != nil { difference.gigahertz = a.gigahertz }
        return difference
    }

    /// The first over the second, round by round where they share rounds; nil where there is no such factor.
    static func / (a: Cost, b: Cost) -> Cost? {
        let asApart = Estimate.ratio(a.estimate, b.estimate)
        var quotient = a.joined(b, /, orApart: asApart) ?? asApart.map(apart)
        // The margin for a row is that for the ratio of two.
        quotient?.unrest = max(a.unrest, b.unrest)
        return quotient
    }

    /// The first and the second, round by round where they share rounds.
    static func + (a: Cost, b: Cost) -> Cost { a - b * -1 }

    /// What is left of a whole, round by round: 1 less a ratio is the share by which the one is below the other.
    static func - (whole: Double, a: Cost) -> Cost {
        let estimate = Estimate(
            median: whole - a.estimate.median, low: whole - a.estimate.high, high: whole - a.estimate.low,
            count: a.estimate.count)
        let left = abs(estimate.median)
        return Cost(
            estimate: estimate, launches: a.launches.map { $0.mapValues { whole - $0 } }, isPaired: a.isPaired,
            unrest: left > 0 ? max(1, abs(a.estimate.median) * a.unrest / left) : 1)
    }

    /// The same times `factor`.
    static func * (a: Cost, factor: Double) -> Cost {
        let (one, other) = (a.estimate.low * factor, a.estimate.high * factor)
        let estimate = Estimate(
            median: a.estimate.median * factor, low: min(one, other), high: max(one, other), count: a.estimate.count)
        return Cost(
            estimate: estimate, launches: a.launches.map { $0.mapValues { $0 * factor } }, isPaired: a.isPaired,
            unrest: a.unrest, gigahertz: a.gigahertz)
    }

    /// The two in the rounds that they share, where those are enough: there, what moved both alike cancels. The
    /// interval of runs apart, in which all batches of both count, stands only where it is less than half as wide:
    /// a row of 24 launches and one of 24 others may share a dozen rounds of three, and those know little of how
    /// launches differ (±3 % where the rows had ±0.3). To take the narrower of two that are much alike would choose by
    /// chance, and make it too narrow on the whole.
    private func joined(
        _ other: Cost, _ operation: (Double, Double) -> Double, orApart apart: Estimate?
    ) -> Cost? {
        let others = other.launches.reduce(into: [Int: Double]()) { $0.merge($1) { first, _ in first } }
        let launches = launches.map { launch in
            launch.reduce(into: [Int: Double]()) { result, point in
                if let value = others[point.key] { result[point.key] = operation(point.value, value) }
            }
        }
        let groups = launches.map { launch in launch.sorted { $0.key < $1.key }.map(\.value) }
        // A few rounds in common say less than all of both: what is known of the one would be thrown away, and of the
        // other its batches are counted as one a round.
        let shared = groups.reduce(0) { $0 + $1.count }
        let fewer = min(self.launches.reduce(0) { $0 + $1.count }, others.count)
        guard shared >= Cost.fewestShared, 2 * shared >= fewer else { return nil }
        guard var estimate = Estimate.ofMedian(groups) else { return nil }
        if let apart, 2 * (apart.high - apart.low) < estimate.high - estimate.low { estimate = apart }
        return Cost(estimate: estimate, launches: launches, isPaired: isPaired && other.isPaired)
    }

    /// Rounds by which two rows are related at the least: with eleven, in three launches, an interval was near thirty
    /// times as wide as those of the two rows.
    private static let fewestShared = 12

    private static func apart(_ estimate: Estimate) -> Cost {
        Cost(estimate: estimate, launches: [], isPaired: false)
    }
}
