import Basics
import Sampling

/// What the I/O models serve: a table of its own, there only where there are such rows. The driver keeps the stated
/// number of messages under way all the time, so a row's cost is that of a saturated server, and events a second are
/// its reciprocal.
struct ServedTable {
    let figures: [Figure]

    /// The lines, after an empty one; none where no row serves events.
    func lines(on terminal: Terminal) -> [String] {
        let rows = figures.filter { $0.facts?[.connections] != nil && $0.cost != nil }
        guard !rows.isEmpty else { return [] }
        var table = Table([
            .init("served"), .init("connections", .right, .moves), .init("in flight", .right, .moves),
            .init("CPU per event", .right, .moves), .init("events/s", .right, .moves),
        ])
        for figure in rows {
            let facts = figure.facts ?? [:]
            let rate = figure.cost.flatMap { $0.median > 0 ? Format.digits(1e9 / $0.median) : nil }
            table.add([
                Table.Cell(figure.name.printable), Table.Cell(facts[.connections].map { Format.fixed($0, 0) } ?? ""),
                Table.Cell(facts[.inFlight].map { Format.fixed($0, 0) } ?? ""),
                Table.Cell(facts[.serverCPU].map { Format.time($0) } ?? ""), Table.Cell(rate ?? ""),
            ])
        }
        return [""] + table.lines(on: terminal)
    }
}
