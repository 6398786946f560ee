/// Two places around which the values of a sample gather, with next to nothing between them: two states of the machine
/// under one name, whose common median is neither.
public struct Bimodality: Sendable, Hashable, Codable {
    /// The median of the lower mode.
    public var low: Double
    /// The median of the upper mode.
    public var high: Double
    /// The share of the values that lies in the lower mode.
    public var lowShare: Double

    /// Modes of known places.
    public init(low: Double, high: Double, lowShare: Double) {
        (self.low, self.high, self.lowShare) = (low, high, lowShare)
    }

    /// How far the upper mode is above the lower, as a share of the lower.
    public var distance: Double { abs((high - low) / low) }

    /// Less of the sample than this is a tail and no mode.
    static let leastShare = 0.1
    /// Beyond these shares, values are taken as being there: a few far outliers must not draw the cut to themselves.
    static let trimmed = (0.02, 0.95)
    /// How far apart the medians of the halves are, measured in their spreads (Ashman, Bird and Zepf, 1994: 2 is the
    /// least that can be resolved).
    static let leastSeparation = 2.0
    /// How full the valley may be, as a share of the lower of the two modes.
    static let fullestValley = 0.5
    /// How many standard deviations the valley must be below that mode, both being counts.
    static let leastDepth = 3.0

    /// Looks for two modes.
    ///
    /// The sample is cut in two where that leaves the least variance within the parts (Otsu, 1979). The cut of a single
    /// mode, however lopsided, has more values at it than beyond it; so a valley is asked for: windows of the same
    /// width around both medians must hold significantly more than the emptiest window between them.
    /// Values that come in steps too coarse to fall into the valley show nothing: two neighbouring readings of a coarse
    /// clock are no modes.
    /// - Parameter sorted: finite values in rising order.
    /// - Returns: nil when there is one mode, or too few values to know.
    public init?(in sorted: [Double]) {
        guard let cut = Self.cut(sorted), let low = quantile(0.5, of: Array(sorted[..<cut])),
            let high = quantile(0.5, of: Array(sorted[cut...])), high > low, (high - low).isFinite
        else { return nil }
        let spreads = [sorted[..<cut], sorted[cut...]].map {
            1.4826 * (medianAbsoluteDeviation(Array($0)) ?? 0)
        }
        let spread = ((spreads[0] * spreads[0] + spreads[1] * spreads[1]) / 2).squareRoot()
        guard high - low > Self.leastSeparation * spread else { return nil }

        // Three windows fit side by side from one median's left to the other's right; the one in between is slid along.
        let half = (high - low) / 6
        guard Self.smallestStep(sorted) <= 2 * half else { return nil }
        func held(_ centre: Double) -> Double {
            Double(sorted.firstIndex(above: centre + half) - sorted.firstIndex(notBelow: centre - half))
        }
        let mode = min(held(low), held(high))
        let valley = [2, 2.5, 3, 3.5, 4].map { held(low + $0 * half) }.min() ?? mode
        guard valley < Self.fullestValley * mode,
            mode - valley > Self.leastDepth * (mode + valley).squareRoot()
        else { return nil }
        self.init(low: low, high: high, lowShare: Double(cut) / Double(sorted.count))
    }

    /// The least distance between two values that differ; infinite when none do.
    private static func smallestStep(_ sorted: [Double]) -> Double {
        zip(sorted, sorted.dropFirst()).reduce(.infinity) { $1.0 < $1.1 ? min($0, $1.1 - $1.0) : $0 }
    }

    /// Where to cut so that the means of the parts differ most, weighed by the parts.
    private static func cut(_ sorted: [Double]) -> Int? {
        guard let floor = quantile(trimmed.0, of: sorted), let ceiling = quantile(trimmed.1, of: sorted),
            let centre = quantile(0.5, of: sorted)
        else { return nil }
        let values = sorted.map { min(max($0, floor), ceiling) - centre }
        let total = values.reduce(0, +)
        let (count, least) = (Double(sorted.count), max(1, Int(leastShare * Double(sorted.count))))
        var (best, cut, sum) = (0.0, Int?.none, 0.0)
        for index in values.indices.dropLast(least) {
            sum += values[index]
            guard index + 1 >= least, sorted[index] < sorted[index + 1] else { continue }
            let left = Double(index + 1)
            let gap = sum / left - (total - sum) / (count - left)
            let between = left * (count - left) * gap * gap
            if between > best { (best, cut) = (between, index + 1) }
        }
        return cut
    }
}

extension [Double] {
    /// The first index whose value is not below a bound, in rising values; the count when there is none.
    fileprivate func firstIndex(notBelow bound: Double) -> Int { partition { $0 < bound } }
    /// The first index whose value is above a bound, in rising values; the count when there is none.
    fileprivate func firstIndex(above bound: Double) -> Int { partition { $0 <= bound } }

    private func partition(_ isBefore: (Double) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if isBefore(self[middle]) { low = middle + 1 } else { high = middle }
        }
        return low
    }
}
