/// How much a sample really says, seeing that its values hang together.
///
/// Two things make a thousand batches say less than a thousand independent ones would: a batch resembles its
/// predecessor (the machine's state lasts longer than a batch), and the batches of one launch resemble each other
/// (they share one layout of memory). Both are measured on whether a value lies above or below the common median, not
/// on the values themselves: that is what the uncertainty of a median depends on, and outliers cannot bend it
/// (Woodruff, 1952, for the quantiles of samples drawn in clusters).
public struct Dependence: Sendable, Equatable {
    /// Values, counted.
    public var count: Int
    /// So many independent values would say as much about the median. Never above `count`.
    public var effectiveCount: Double
    /// How well the spread between launches is known: infinite when it plays no part, otherwise at least one less than
    /// the launches.
    public var degreesOfFreedom: Double
    /// So many neighbouring batches of a launch say as much as one; 1 when they are independent.
    public var autocorrelationTime: Double
    /// The share of the variance that lies between launches, from 0 to 1 (the intraclass correlation).
    public var betweenLaunches: Double
    /// What each launch should weigh, so that the median of all varies least: the reciprocal of how much its own does.
    /// As many as it has values where launches do not differ, all alike where nothing else matters. On no scale.
    var launchWeights: [Double]

    /// Looks for dependence in values grouped by launch, each group in the order in which it was taken.
    ///
    /// - Parameters:
    ///   - groups: finite values; groups without any are passed over.
    ///   - centre: their common median.
    ///   - weights: what each launch weighs in that median; nil where every value weighs the same.
    init(of groups: [[Double]], around centre: Double, weights: [Double]? = nil) {
        let scores = groups.filter { !$0.isEmpty }.map { $0.map { $0 > centre ? 0.5 : $0 < centre ? -0.5 : 0 } }
        let sizes = scores.map { Double($0.count) }
        let total = sizes.reduce(0, +)
        count = Int(total)
        (effectiveCount, degreesOfFreedom, autocorrelationTime, betweenLaunches) = (total, .infinity, 1, 0)
        launchWeights = sizes

        let means = zip(scores, sizes).map { $0.reduce(0, +) / $1 }
        let mean = zip(means, sizes).reduce(0) { $0 + $1.0 * $1.1 } / total
        let residuals = zip(scores, means).map { group, mean in group.map { $0 - mean } }
        let within = residuals.joined().reduce(0) { $0 + $1 * $1 }
        let between = zip(means, sizes).reduce(0) { $0 + $1.1 * ($1.0 - mean) * ($1.0 - mean) }
        // One value a launch leaves nothing to compare: such values are independent.
        guard within + between > 0, total > Double(sizes.count) else { return }

        // A launch's mean varies as its batches make it vary, their autocorrelation included, and, beyond that, as
        // launches differ.
        autocorrelationTime = Self.autocorrelationTime(of: residuals)
        let noise = within / (total - Double(sizes.count)) * autocorrelationTime
        let launchVariance = Self.variance(between: means, of: sizes.map { noise / $0 })
        let weights = weights ?? sizes
        let whole = weights.reduce(0, +)
        let fromLaunches = launchVariance * weights.reduce(0) { $0 + $1 * $1 } / (whole * whole)
        let fromBatches = noise * zip(weights, sizes).reduce(0) { $0 + $1.0 * $1.0 / $1.1 } / (whole * whole)
        let variance = fromBatches + fromLaunches
        launchWeights = sizes.map { 1 / (launchVariance + noise / $0) }
        // What one value varies, each launch counted by its weight.
        let (power, centre) = zip(scores, zip(weights, sizes)).reduce((0.0, 0.0)) { sum, next in
            let one = next.1.0 / next.1.1 / whole
            return (
                sum.0 + one * next.0.reduce(0) { $0 + $1 * $1 }, sum.1 + one * next.0.reduce(0, +)
            )
        }
        let independent = (power - centre * centre) / (total - 1)
        effectiveCount = total * min(1, independent / variance)
        if launchVariance > 0 {
            let part = variance / fromLaunches
            degreesOfFreedom = Double(sizes.count - 1) * part * part
            betweenLaunches = launchVariance / (launchVariance + noise / autocorrelationTime)
        }
    }

    /// How much launches vary beyond what their batches make of it: so much that their means, each weighed by all that
    /// it varies, spread as far as so many do (Paule and Mandel, 1982). Of launches of equal size it is the analysis of
    /// variance; a launch with most of the batches does not hide there how the others differ.
    private static func variance(between means: [Double], of own: [Double]) -> Double {
        func spread(_ between: Double) -> Double {
            let weights = own.map { 1 / ($0 + between) }
            let centre = zip(means, weights).reduce(0) { $0 + $1.0 * $1.1 } / weights.reduce(0, +)
            return zip(means, weights).reduce(0) { $0 + $1.1 * ($1.0 - centre) * ($1.0 - centre) }
        }
        let expected = Double(means.count - 1)
        var (low, high) = (0.0, 0.5)
        guard expected > 0, own.contains(0) || spread(low) > expected else { return 0 }
        // Means of scores of one half are never further apart.
        for _ in 0..<60 {
            let middle = (low + high) / 2
            if spread(middle) > expected { low = middle } else { high = middle }
        }
        return high
    }

    /// Lags looked at. What lasts longer shows as drift, and between launches.
    private static let longestLag = 100

    /// The sum of all autocorrelations, cut off where it drowns in noise.
    ///
    /// Autocorrelations are summed in neighbouring pairs up to the first pair that is not positive, with no pair above
    /// the one before it (the initial monotone sequence of Geyer, 1992). Lag 1 alone would miss a state that lasts
    /// long beneath noise that does not.
    private static func autocorrelationTime(of residuals: [[Double]]) -> Double {
        let power = residuals.joined().reduce(0) { $0 + $1 * $1 }
        guard power > 0, let longest = residuals.map(\.count).max() else { return 1 }
        func correlation(_ lag: Int) -> Double {
            residuals.reduce(0) { sum, group in
                guard group.count > lag else { return sum }
                return group.withUnsafeBufferPointer { group in
                    var sum = sum
                    for index in lag..<group.count { sum += group[index] * group[index - lag] }
                    return sum
                }
            } / power
        }
        var (time, ceiling) = (-1.0, Double.infinity)
        for lag in stride(from: 0, to: min(longest / 2, longestLag), by: 2) {
            let pair = min(correlation(lag) + correlation(lag + 1), ceiling)
            guard pair > 0 else { break }
            time += 2 * pair
            ceiling = pair
        }
        return max(1, time)
    }
}
