import Basics
import Results
import Sampling

/// Many machines as people read them.
struct FleetTable {
    let fleet: Fleet

    func lines(on terminal: Terminal) -> [String] {
        table.lines(on: terminal) + [""] + summary.flatMap { wrapped($0, width: terminal.measure) }
    }

    var markdown: [String] { table.markdown + [""] + summary }

    private var table: Table {
        var table = Table([
            .init("probe"), .init("machines", .right, .goes(3)), .init("median", .right),
            .init("middle half", .right), .init("lowest", .right, .goes(2)), .init("highest", .right, .goes(1)),
            .init("the odd ones out", .left, .wraps),
        ])
        for row in fleet.rows {
            func amount(_ value: Double) -> String { Format.amount(value, row.unit) }
            let odd = row.odd.prefix(3).map { "\($0.label.printable) (\(Format.factor($0.ratio)))" }
            let more = row.odd.count > 3 ? ", \(row.odd.count - 3) more" : ""
            table.add([
                Table.Cell(row.name.printable), Table.Cell("\(row.machines)"),
                Table.Cell(amount(row.median), .bold),
                Table.Cell("\(amount(row.lowerQuartile)) … \(amount(row.upperQuartile))", .dim),
                Table.Cell(amount(row.lowest)), Table.Cell(amount(row.highest)),
                Table.Cell(odd.joined(separator: ", ") + more, .yellow),
            ])
        }
        return table
    }

    private var summary: [String] {
        let odd = fleet.oddest.prefix(5).map { "\($0.label.printable) in \(numbered($0.rows, "row"))" }
        return [
            numbered(fleet.results, "result")
                + (odd.isEmpty ? "" : "; apart from the others: " + odd.joined(separator: ", "))
        ] + remark("unfinished, with fewer rounds behind the figures", fleet.unfinished)
            + remark("without a valid figure", fleet.empty)
    }

    private func remark(_ what: String, _ labels: [String]) -> [String] {
        labels.isEmpty ? [] : [what + ": " + labels.map(\.printable).joined(separator: ", ")]
    }
}
