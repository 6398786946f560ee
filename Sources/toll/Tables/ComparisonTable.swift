import Basics
import Machine
import Results
import Sampling

/// A comparison as people read it: the rows, the families, and what differs between the machines.
struct ComparisonTable {
    let comparison: Comparison

    private var others: [Int] { comparison.sides.indices.filter { $0 != comparison.base } }
    private var base: Side { comparison.sides[comparison.base] }

    /// Text for a terminal.
    func lines(on terminal: Terminal) -> [String] {
        var lines = rows.lines(on: terminal)
        if !comparison.shortfalls.isEmpty { lines += [""] + comparison.shortfalls }
        if !families.isEmpty { lines += ["", terminal.show("geometric means", .bold)] + families.map { "  " + $0 } }
        let notes = differences
        if !notes.isEmpty {
            lines += ["", terminal.show("what differs between the machines", .bold)]
            let width = max(40, min(terminal.width, 120) - 6)
            for note in notes {
                lines += wrapped(note, width: width).enumerated().map { ($0 == 0 ? "  " : "      ") + $1 }
            }
        }
        return lines
    }

    /// The same in Markdown.
    var markdown: [String] {
        var lines = rows.markdown
        if !comparison.shortfalls.isEmpty { lines += [""] + comparison.shortfalls.map { "- " + $0.safeMarkdown } }
        if !families.isEmpty { lines += ["", "Geometric means:", ""] + families.map { "- " + $0 } }
        if !differences.isEmpty {
            lines += ["", "What differs between the machines:", ""] + differences.map { "- " + $0.safeMarkdown }
        }
        return lines
    }

    private var rows: Table {
        let isPair = others.count == 1
        var columns: [(title: String, side: Table.Side)] = [("probe", .left), (base.label, .right)]
        for index in others {
            columns += [(comparison.sides[index].label, .right), ("ratio", .right)]
            if isPair { columns.append(("95 % interval", .right)) }
            columns.append(("verdict", .left))
        }
        if comparison.rows.contains(where: { !$0.movers.isEmpty }) { columns.append(("moved by", .left)) }
        var table = Table(columns)
        var family: String?
        for row in comparison.rows {
            if let family, family != row.name.family { table.add([]) }
            family = row.name.family
            var cells = [Table.Cell(row.name.printable), value(row.figures[comparison.base])]
            for index in others {
                let outcome = row.outcomes[index]
                cells += [value(row.figures[index]), Table.Cell(outcome?.ratio.map { Format.factor($0.median) } ?? "")]
                if isPair {
                    let interval = outcome?.ratio.map { "\(Format.factor($0.low)) … \(Format.factor($0.high))" }
                    cells.append(Table.Cell(interval ?? "", .dim))
                }
                cells.append(verdict(outcome))
            }
            let isMoved = row.outcomes.contains { $0?.verdict == .faster || $0?.verdict == .slower }
            if columns.count > cells.count {
                cells.append(Table.Cell(isMoved ? row.movers.map { "[\($0 + 1)]" }.joined(separator: " ") : "", .dim))
            }
            table.add(cells)
        }
        return table
    }

    private func value(_ row: Side.Row?) -> Table.Cell {
        guard let row else { return Table.Cell("–", .dim) }
        guard row.status == .measured || row.status == .invalid, let value = comparison.judge.value(row) else {
            return Table.Cell(row.status == .measured ? "–" : row.status.rawValue, .dim)
        }
        return Table.Cell(
            Format.amount(value.median, comparison.judge.unit(row)), row.status == .invalid ? .red : .bold)
    }

    private func verdict(_ outcome: Outcome?) -> Table.Cell {
        guard let outcome else { return "" }
        switch outcome.verdict {
        case .faster: return Table.Cell("faster", .green)
        case .slower: return Table.Cell("slower", .red)
        case .withinNoise: return Table.Cell("within noise", .dim)
        case .cannotTell: return Table.Cell("cannot tell: \((outcome.reason ?? "").printable)", .yellow)
        }
    }

    private var families: [String] {
        comparison.families.map { family in
            let parts = others.map { index in
                let label = comparison.sides[index].label
                guard let mean = family.means[index] else { return "\(label): none" }
                let rows = numbered(family.counts[index], "row")
                return "\(label) \(Format.factor(mean)) of \(base.label) (\(rows))"
            }
            return "\(family.name.printable): \(parts.joined(separator: "; "))"
        }
    }

    /// The differences that move figures, each with its number, then how many others there are.
    private var differences: [String] {
        var lines = comparison.remarks
        let labels = comparison.sides.filter { !$0.isPublished }.map(\.label)
        for (index, difference) in comparison.differences.enumerated() where !difference.moves.isEmpty {
            let values = zip(labels, difference.shown).map { "\($1) in \($0)" }.joined(separator: ", ")
            let what = difference.moves.contains("*") ? "every row" : difference.moves.joined(separator: ", ")
            let why = difference.because.map { ": \($0)" } ?? ""
            lines.append("[\(index + 1)] \(difference.label): \(values). It moves \(what)\(why)")
        }
        let silent = comparison.differences.filter(\.moves.isEmpty)
        if !silent.isEmpty {
            let names = silent.prefix(6).map(\.label).joined(separator: "; ")
            let rest = silent.count > 6 ? "; and \(silent.count - 6) more" : ""
            lines.append("not known to move a figure: \(names)\(rest)")
        }
        return lines
    }
}

/// Many machines as people read them.
struct FleetTable {
    let fleet: Fleet

    func lines(on terminal: Terminal) -> [String] { table.lines(on: terminal) + [""] + summary }

    var markdown: [String] { table.markdown + [""] + summary }

    private var table: Table {
        var table = Table([
            ("probe", .left), ("machines", .right), ("median", .right), ("middle half", .right), ("lowest", .right),
            ("highest", .right), ("the odd ones out", .left),
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
        ]
    }
}
