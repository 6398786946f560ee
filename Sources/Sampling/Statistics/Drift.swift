import Glibc

/// How far a figure moved from the beginning of a run to its end, and how likely chance alone moves it as far.
public struct Drift: Sendable, Hashable, Codable {
    /// The change over the whole run as a share of the median: 0.02 is 2 % up.
    public var change: Double
    /// The probability that independent values show such a trend (Mann and Kendall), from 0 to 1: small is significant.
    public var significance: Double

    /// A drift of known parts.
    public init(change: Double, significance: Double) {
        (self.change, self.significance) = (change, significance)
    }

    /// The fewest values in which to look for a trend.
    public static let fewestValues = 8
    /// Longer series are cut into this many stretches, each of which counts with its median.
    static let stretches = 160

    /// Looks for a trend in values taken at even distances, in the order in which they were taken.
    ///
    /// The slope is Theil and Sen's. Neighbouring values that resemble each other feign trends, so what remains without
    /// the slope is looked at for its autocorrelation and the significance is lowered by it (Yue and Wang, 2004).
    /// Values that are not finite are dropped.
    /// - Returns: nil for fewer than ``fewestValues`` values, or when their median is 0.
    public init?(of values: [Double]) {
        let values = values.filter(\.isFinite)
        guard values.count >= Self.fewestValues else { return nil }
        let count = min(values.count, Self.stretches)
        let points = (0..<count).map { part in
            let stretch = values[(part * values.count / count)..<((part + 1) * values.count / count)]
            return (x: Double(part), y: median(of: Array(stretch)) ?? 0)
        }
        let slopes = pairwiseSlopes(points)
        guard let centre = median(of: values), centre != 0, let slope = quantile(0.5, of: slopes) else { return nil }
        change = slope * Double(count - 1) / abs(centre)

        let sum = slopes.reduce(0.0) { $0 + ($1 > 0 ? 1 : $1 < 0 ? -1 : 0) }
        let middle = Double(count - 1) / 2
        let remains = points.map { $0.y - centre - slope * ($0.x - middle) }
        // What is left of a perfect line is rounding, which resembles itself.
        let isRounding = remains.allSatisfy { abs($0) < 1e-9 * abs(centre) }
        let resemblance = isRounding ? 0 : max(0, min(0.99, autocorrelation(of: remains) ?? 0))
        let variance = kendallVariance(ties: points.map(\.y)) * (1 + resemblance) / (1 - resemblance)
        significance = variance > 0 ? erfc(max(0, abs(sum) - 1) / (2 * variance).squareRoot()) : 1
    }
}
