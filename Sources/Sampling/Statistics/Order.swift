/// The median of some values, in their unit.
///
/// Values that are not finite are dropped. Nil when nothing is left.
public func median(of values: [Double]) -> Double? {
    quantile(0.5, of: values.filter(\.isFinite).sorted())
}

/// The value below which a given share of a sorted sample lies, in its unit.
///
/// Between two values it goes in a straight line, with value i of n (from 1) standing for the share (i − ½)/n
/// (Hazen, 1914), so that one half is the ordinary median. Beyond the outermost shares it is the outermost value.
/// - Parameter share: from 0 to 1.
/// - Parameter sorted: finite values in rising order.
/// - Returns: nil when there are no values, or when the share is not between 0 and 1.
public func quantile(_ share: Double, of sorted: [Double]) -> Double? {
    guard !sorted.isEmpty, share >= 0, share <= 1 else { return nil }
    let position = min(max(share * Double(sorted.count) - 0.5, 0), Double(sorted.count - 1))
    let below = Int(position)
    let above = min(below + 1, sorted.count - 1)
    let part = position - Double(below)
    guard part > 0 else { return sorted[below] }
    return sorted[below] * (1 - part) + sorted[above] * part
}

/// Values of which some say more than others.
struct WeightedSample {
    /// In rising order, each with the weight that lies below its middle.
    private let points: [(value: Double, below: Double)]

    /// Groups of finite values, of which each weighs so much altogether, on any scale: here a value weighs 1 in the
    /// mean.
    init(_ groups: [[Double]], weights: [Double]) {
        let scale = Double(groups.reduce(0) { $0 + $1.count }) / weights.reduce(0, +)
        var sorted = zip(groups, weights).flatMap { group, weight in
            group.map { (value: $0, below: weight / Double(group.count) * scale) }
        }
        sorted.sort { $0.value < $1.value }
        var below = 0.0
        for index in sorted.indices {
            let own = sorted[index].below
            sorted[index].below = below + own / 2
            below += own
        }
        points = sorted
    }

    /// The value below which a share of the weight lies, in a straight line between two values. Where all weigh the
    /// same it is ``quantile(_:of:)``.
    func quantile(_ share: Double) -> Double? {
        guard let first = points.first, let last = points.last else { return nil }
        let wanted = share * Double(points.count)
        guard wanted > first.below else { return first.value }
        guard wanted < last.below else { return last.value }
        var (low, high) = (0, points.count - 1)
        while high - low > 1 {
            let middle = (low + high) / 2
            if points[middle].below <= wanted { low = middle } else { high = middle }
        }
        let part = (wanted - points[low].below) / (points[high].below - points[low].below)
        guard part > 0 else { return points[low].value }
        return points[low].value * (1 - part) + points[high].value * part
    }
}

/// The median distance of the values from their median, in their unit, not scaled to a standard deviation.
///
/// Values that are not finite are dropped. Nil when nothing is left.
public func medianAbsoluteDeviation(_ values: [Double]) -> Double? {
    guard let centre = median(of: values) else { return nil }
    return median(of: values.map { abs($0 - centre) })
}

/// Where a sample is densest, in its unit: the half-sample mode (Robertson and Cryer, 1974; Bickel, 2002).
///
/// The narrowest window that holds half of the values is kept, then the narrowest half of that, until two or three
/// values are left. A minority of any kind, however far away, does not move it. Of equally narrow windows the lowest
/// is kept.
/// - Parameter sorted: finite values in rising order.
/// - Returns: nil when there are no values.
public func halfSampleMode(of sorted: [Double]) -> Double? {
    var window = sorted[...]
    while window.count > 3 {
        let half = (window.count + 1) / 2
        var best = window.startIndex
        for start in window.startIndex...(window.endIndex - half)
        where sorted[start + half - 1] - sorted[start] < sorted[best + half - 1] - sorted[best] {
            best = start
        }
        window = window[best..<(best + half)]
    }
    guard let first = window.first, let last = window.last else { return nil }
    guard window.count == 3 else { return first / 2 + last / 2 }
    let middle = window[window.startIndex + 1]
    let (left, right) = (middle - first, last - middle)
    return left == right ? middle : left < right ? first / 2 + middle / 2 : middle / 2 + last / 2
}

/// How much each value resembles the one before it: the autocorrelation at lag 1, from −1 to 1.
///
/// Values are in the order in which they were taken; those that are not finite are dropped.
/// - Returns: nil for fewer than three values, or when all are equal.
public func autocorrelation(of values: [Double]) -> Double? {
    let values = values.filter(\.isFinite)
    guard values.count >= 3 else { return nil }
    let mean = values.reduce(0) { $0 + $1 / Double(values.count) }
    let spread = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    guard spread > 0, spread.isFinite else { return nil }
    let shared = zip(values, values.dropFirst()).reduce(0) { $0 + ($1.0 - mean) * ($1.1 - mean) }
    return shared / spread
}
