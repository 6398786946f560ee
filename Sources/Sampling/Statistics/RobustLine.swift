/// A straight line through points that may hold outliers: the slope of Theil (1950) and Sen (1968).
///
/// Up to 29 % of the points can be anything without carrying the line away.
public struct RobustLine: Sendable, Hashable, Codable {
    /// Units of y for one of x: the median slope of all pairs of points, with the interval that goes with Kendall's
    /// rank correlation. It takes the points as independent; `count` counts points.
    public var slope: Estimate
    /// y where x is 0: the median of what the slope leaves.
    public var intercept: Double
    /// How far points lie from the line, in units of y: 1.4826 times the median absolute deviation, which is the
    /// standard deviation where the noise is normal.
    public var residualSpread: Double

    /// The fewest points whose slopes have a 95 % interval.
    public static let fewestPoints = 5
    /// More points than these are thinned out evenly along x, since their pairs grow with the square.
    public static let mostPoints = 300

    /// Puts a line through points in any order.
    ///
    /// Points of which x or y is not finite are dropped.
    /// - Returns: nil for fewer than ``fewestPoints`` points, or when they have all the same x.
    public init?(_ points: [(x: Double, y: Double)]) {
        let usable = points.filter { $0.x.isFinite && $0.y.isFinite }.sorted { $0.x < $1.x }
        let kept = min(usable.count, Self.mostPoints)
        let points = (0..<kept).map { usable[$0 * usable.count / kept] }
        guard points.count >= Self.fewestPoints else { return nil }
        let slopes = pairwiseSlopes(points)
        let reach = normalFactor * kendallVariance(ties: points.map(\.x)).squareRoot()
        let pairs = Double(slopes.count)
        let share = (max(1, ((pairs - reach) / 2).rounded(.down)) - 0.5) / pairs
        guard let slope = quantile(0.5, of: slopes), let low = quantile(share, of: slopes),
            let high = quantile(1 - share, of: slopes),
            let intercept = median(of: points.map { $0.y - slope * $0.x }),
            let deviation = medianAbsoluteDeviation(points.map { $0.y - slope * $0.x })
        else { return nil }
        self.slope = Estimate(median: slope, low: low, high: high, count: points.count)
        self.intercept = intercept
        residualSpread = 1.4826 * deviation
    }
}

/// The slopes of all pairs of points that differ in x, in rising order.
func pairwiseSlopes(_ points: [(x: Double, y: Double)]) -> [Double] {
    var slopes: [Double] = []
    slopes.reserveCapacity(points.count * max(0, points.count - 1) / 2)
    for later in points.indices.dropFirst() {
        for earlier in 0..<later where points[later].x != points[earlier].x {
            slopes.append((points[later].y - points[earlier].y) / (points[later].x - points[earlier].x))
        }
    }
    return slopes.filter(\.isFinite).sorted()
}

/// The variance of Kendall's sum of signs over all pairs of independent values, some of which are equal.
func kendallVariance(ties values: [Double]) -> Double {
    func part(_ count: Int) -> Double { Double(count) * Double(count - 1) * Double(2 * count + 5) / 18 }
    let runs = Dictionary(values.map { ($0, 1) }, uniquingKeysWith: +)
    return part(values.count) - runs.values.reduce(0) { $0 + part($1) }
}
