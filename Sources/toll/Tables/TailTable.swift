import Basics
import Sampling

/// The tails of single iterations: a table of its own, there only where they were timed.
struct TailTable {
    let figures: [Figure]

    /// The lines, after an empty one; none where no row has a tail.
    func lines(on terminal: Terminal) -> [String] {
        let rows = figures.compactMap { figure in figure.tail.map { (figure.name, $0) } }
        guard !rows.isEmpty else { return [] }
        let overlap = rows.contains { $0.1.inFlight != nil } ? ["in flight", "due every"] : []
        let shares = Distribution.percentiles.map { "p" + Format.decimal($0) }
        var table = Table(
            [.init("one by one")] + (shares + ["longest", "samples"] + overlap).map { .init($0, .right, .moves) })
        for (name, tail) in rows {
            let times = (tail.percentiles + [tail.longest]).map { Table.Cell($0.map { Format.time($0) } ?? "") }
            let beside = [tail.inFlight.map { "\($0)" }, tail.interval.map { Format.time(Double($0)) }].map {
                Table.Cell($0 ?? "")
            }
            table.add(
                [Table.Cell(name.printable)] + times + [Table.Cell("\(tail.samples)")]
                    + (overlap.isEmpty ? [] : beside))
        }
        let remark =
            "one by one: each iteration is timed by itself, so reading the clock is in it, which the cost is without"
        let isTimed = rows.contains { $0.1.inFlight == nil }
        return [""] + table.lines(on: terminal) + (isTimed ? remark.dimmed(on: terminal, indent: 2) : [])
    }
}
