import Glibc

extension Estimate {
    /// The first less the second of pairs taken in the same round, grouped by launch, in the unit of both.
    ///
    /// The median of the pairs' differences with the interval of ``ofMedian(_:)``: what moved both of a pair alike has
    /// gone before the spread is looked at. Negative when the second is the larger, and never clamped. A bootstrap over
    /// launches would be too sure of itself with the handful of launches that a run affords, so there is none.
    ///
    /// Pairs in which either value is not finite are dropped.
    /// - Returns: nil for fewer than ``fewestValues`` pairs.
    public static func ofDifference(_ pairs: [[(Double, Double)]]) -> Estimate? {
        ofMedian(pairs.map { $0.map { $0.0 - $0.1 } })
    }

    /// One estimate over another that is independent of it: a factor, resting on the smaller of the two counts.
    ///
    /// The lower end comes from the lower half of the first interval and the upper half of the second, joined as the
    /// sides of a right angle, and the upper end the other way round, on a logarithmic scale (Zou and Donner, 2008).
    /// Lopsided intervals stay lopsided, and a/b and b/a say the same.
    /// - Returns: nil unless both intervals are wholly above 0: a quotient of what may be nothing has no bounds.
    public static func ratio(_ a: Estimate, _ b: Estimate) -> Estimate? {
        guard a.low > 0, b.low > 0, a.high.isFinite, b.high.isFinite else { return nil }
        let logarithm = difference(a.map(log), b.map(log))
        var ratio = logarithm.map(exp)
        ratio.median = a.median / b.median
        return ratio
    }

    /// One estimate less another that is independent of it, in the unit of both, signed, resting on the smaller of the
    /// two counts.
    ///
    /// The intervals are joined as for ``ratio(_:_:)``, without the logarithm.
    public static func difference(_ a: Estimate, _ b: Estimate) -> Estimate {
        let median = a.median - b.median
        return Estimate(
            median: median, low: median - hypot(a.median - a.low, b.high - b.median),
            high: median + hypot(a.high - a.median, b.median - b.low), count: min(a.count, b.count))
    }

    private func map(_ transform: (Double) -> Double) -> Estimate {
        Estimate(median: transform(median), low: transform(low), high: transform(high), count: count)
    }
}
