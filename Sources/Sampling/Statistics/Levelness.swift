internal import Glibc

/// Whether batches depend on their place in a visit: the first ones are dearer where a row was not warm yet.
public struct Levelness: Sendable, Hashable, Codable {
    /// How much dearer the first batches of visits are than the last, in the median, as a share: 0.1 is a tenth.
    public var change: Double
    /// The probability that chance alone orders them as much (Page's test for ordered alternatives), from 0 to 1.
    public var significance: Double

    /// A levelness of known parts.
    public init(change: Double, significance: Double) {
        (self.change, self.significance) = (change, significance)
    }

    /// Fewer visits than these have no order to speak of.
    static let fewestVisits = 8

    /// Looks for an order in visits, each with the values of its places from the first to the last.
    ///
    /// Visits in which a value is missing or not finite are passed over, as are those with another number of places
    /// than most have. Page (1963), with ranks averaged over ties and the normal approximation; both directions count.
    /// - Returns: nil for fewer than ``fewestVisits`` visits, or for fewer than three places.
    public init?(of visits: [[Double]]) {
        let counts = Dictionary(visits.map { ($0.count, 1) }, uniquingKeysWith: +)
        guard let places = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key, places > 2 else {
            return nil
        }
        let whole = visits.filter { $0.count == places && $0.allSatisfy(\.isFinite) }
        guard whole.count >= Self.fewestVisits else { return nil }
        let (n, k) = (Double(whole.count), Double(places))
        let sum = whole.reduce(0) { sum, visit in
            sum + zip(ranks(of: visit), 1...places).reduce(0) { $0 + $1.0 * Double($1.1) }
        }
        let expected = n * k * (k + 1) * (k + 1) / 4
        let deviation = (n * k * k * (k + 1) * (k + 1) * (k - 1) / 144).squareRoot()
        significance = erfc(abs(sum - expected) / deviation / 2.0.squareRoot())
        let half = places / 2
        let changes = whole.compactMap { visit -> Double? in
            guard let first = median(of: Array(visit.prefix(max(1, half)))),
                let last = median(of: Array(visit.suffix(max(1, half)))), last != 0
            else { return nil }
            return first / last - 1
        }
        change = median(of: changes) ?? 0
    }
}

/// The rank of each value among all, from 1; equal ones share the mean of theirs.
func ranks(of values: [Double]) -> [Double] {
    let order = values.indices.sorted { values[$0] < values[$1] }
    var ranks = [Double](repeating: 0, count: values.count)
    var start = 0
    while start < order.count {
        var end = start
        while end + 1 < order.count, values[order[end + 1]] == values[order[start]] { end += 1 }
        for place in start...end { ranks[order[place]] = Double(start + end) / 2 + 1 }
        start = end + 1
    }
    return ranks
}
