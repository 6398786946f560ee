internal import Basics
internal import Sampling

/// What one PID costs, by the rows that nest PID namespaces in one another: a task takes a number in each of them.
struct PidPrice {
    /// Nanoseconds for one more, of many: the slope.
    let estimate: Estimate
    /// Nanoseconds for the first: the line's value at one namespace, so that what is paid once for all counts too.
    let first: Estimate
    /// Making and reaping the cheapest process there is, without a number more: the baseline of the same rows.
    let process: Cost?
    /// Where it comes from, and how well the line fits.
    let words: String
    /// Whether the slope and the deepest nest alone come to the same, within a factor of 1.5.
    let isAgreed: Bool

    init(_ rows: [Row]) throws(Absence) {
        let deep = rows.compactMap { row in row.facts[.levels].map { (row: row, levels: $0) } }
            .filter { $0.levels >= 1 }.sorted { $0.levels < $1.levels }
        guard let deepest = deep.last else { throw Absence("no row says how deep its namespaces were") }
        let single = (try deepest.row.requireNet() * (1 / deepest.levels)).estimate
        let atOnce = "\(Format.decimal(deepest.levels)) at once, against none, make \(single.words("ns")) for one"
        process = deepest.row.baseline
        let points = deep.flatMap { row, levels in
            // In their order, since of many points the line takes some.
            (row.net?.launches ?? []).flatMap { $0.sorted { $0.key < $1.key }.map { (x: levels, y: $0.value) } }
        }
        let levels = Set(deep.map(\.levels))
        guard levels.count > 2, let line = RobustLine(points) else {
            (estimate, first, isAgreed, words) = (single, single, true, atOnce)
            return
        }
        estimate = line.slope
        let fixed = max(0, line.intercept)
        first = line.slope.mapped { $0 + fixed }
        isAgreed = single.median > 0 && (1 / 1.5...1.5).contains(line.slope.median / single.median)
        let bends = deep.compactMap { row, levels in
            row.net.map { abs($0.estimate.median - line.intercept - line.slope.median * levels) }
        }
        let ends = "\(Format.decimal(deep[0].levels)) to \(Format.decimal(deepest.levels))"
        let spread = "\(Format.digits(line.residualSpread)) ns"
        let bend = "\(Format.digits(bends.max() ?? 0)) ns"
        let factor = single.median > 0 ? Format.digits(line.slope.median / single.median) : nil
        words =
            "the slope over \(ends) namespaces is \(line.slope.words("ns")) for one: a straight line through "
            + "\(line.slope.count) points, which begins at \(Format.digits(line.intercept)) ns, from which they lie "
            + "\(spread) apart and the medians of its \(levels.count) depths at most \(bend); \(atOnce)"
            + (factor.map { ", \($0) times as much by the slope" } ?? "")
    }

    /// The share of one in a task's cost.
    func share(of task: Cost) -> Cost {
        let (price, task) = (first, task.estimate)
        // A price that may be nothing still has an upper bound.
        let ratio =
            Estimate.ratio(price, task)
            ?? Estimate(
                median: price.median / task.median, low: price.low / (price.low < 0 ? task.low : task.high),
                high: price.high / (price.high < 0 ? task.high : task.low), count: min(price.count, task.count))
        return Cost(estimate: ratio, launches: [])
    }
}
