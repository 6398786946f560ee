import Basics
import Machine
import Results
import Sampling

/// A comparison as people read it: what it comes to, the rows, the families, and what differs between the machines.
struct ComparisonTable {
    let comparison: Comparison
    /// Whether every row is shown, and why each verdict that there is not.
    var isDetailed = false

    private var others: [Int] { comparison.sides.indices.filter { $0 != comparison.base } }
    private var base: Side { comparison.sides[comparison.base] }
    private var isPair: Bool { others.count == 1 }

    /// The least width in which so many results have a column each.
    static func width(of sides: Int) -> Int { 36 + 15 * (sides - 1) }

    /// Text for a terminal.
    func lines(on terminal: Terminal) -> [String] {
        func text(_ lines: [String]) -> [String] { lines.flatMap { wrapped($0, width: terminal.measure) } }
        var lines = text(comparison.sentences)
        let rows = rows
        if !rows.rows.isEmpty { lines += [""] + rows.lines(on: terminal) }
        let remarks = comparison.shortfalls + unmatched + legend
        if !remarks.isEmpty { lines += [""] + text(remarks) }
        if !families.isEmpty {
            lines += ["", terminal.show(familiesTitle.shortened(to: terminal.width), .bold)]
            lines += families.flatMap { wrapped($0, width: terminal.measure - 2) }.map { "  " + $0 }
        }
        let notes = differences
        if !notes.isEmpty {
            lines += ["", terminal.show("what differs between the machines", .bold)]
            for note in notes {
                lines += wrapped(note, width: terminal.measure - 6).enumerated().map {
                    ($0 == 0 ? "  " : "      ") + $1
                }
            }
        }
        return lines
    }

    /// The same in Markdown.
    var markdown: [String] {
        func items(_ lines: [String]) -> [String] { lines.map { "- " + $0.safeMarkdown } }
        var lines = items(comparison.sentences)
        let rows = rows
        if !rows.rows.isEmpty { lines += [""] + rows.markdown }
        let remarks = comparison.shortfalls + unmatched + legend
        if !remarks.isEmpty { lines += [""] + items(remarks) }
        if !families.isEmpty { lines += ["", familiesTitle.safeMarkdown + ":", ""] + families.map { "- " + $0 } }
        if !differences.isEmpty { lines += ["", "What differs between the machines:", ""] + items(differences) }
        return lines
    }

    private var rows: Table {
        var columns: [Table.Column] = [.init("probe"), .init(base.label.shortened(to: 12), .right)]
        for index in others {
            let label = comparison.sides[index].label.shortened(to: 12)
            columns +=
                isPair
                ? [
                    .init(label, .right), .init("ratio", .right),
                    .init("±", .right, .goes(1), named: "± of the ratio"),
                    .init("\(label) is", .left, .wraps),
                ] : [.init(label, .left, .moves)]
        }
        if comparison.rows.contains(where: { !$0.movers.isEmpty }) {
            columns.append(.init("moved by", .left, .goes(2)))
        }
        var table = Table(columns)
        var family: String?
        for row in comparison.rows where isDetailed || row.figures.count(where: { $0 != nil }) > 1 {
            if let family, family != row.name.family { table.add([]) }
            family = row.name.family
            var cells = [Table.Cell(row.name.printable), value(row.figures[comparison.base])]
            for index in others { cells += isPair ? pair(row, index) : [short(row, index)] }
            let isMoved = row.outcomes.contains { $0?.verdict == .faster || $0?.verdict == .slower }
            if columns.count > cells.count {
                cells.append(Table.Cell(isMoved ? row.movers.map { "[\($0 + 1)]" }.joined(separator: " ") : "", .dim))
            }
            table.add(cells)
        }
        return table
    }

    /// The cells of the only other side: value, ratio, its interval, verdict.
    private func pair(_ row: Comparison.Row, _ index: Int) -> [Table.Cell] {
        let outcome = row.outcomes[index]
        return [
            value(row.figures[index]), Table.Cell(outcome?.ratio.map { Format.factor($0.median) } ?? ""),
            Table.Cell(outcome?.ratio?.plusMinus("") ?? "", .dim), verdict(outcome),
        ]
    }

    /// The cell of one of several sides: ratio and verdict.
    private func short(_ row: Comparison.Row, _ index: Int) -> Table.Cell {
        guard row.figures[index] != nil, let outcome = row.outcomes[index] else { return Table.Cell("–", .dim) }
        let ratio = outcome.ratio.map { Format.times($0.median) } ?? ""
        switch outcome.verdict {
        case .faster, .slower: return Table.Cell("\(ratio) \(outcome.verdict.rawValue)", outcome.verdict.look)
        case .withinNoise: return Table.Cell(ratio)
        case .cannotTell: return Table.Cell(ratio.isEmpty ? "?" : ratio + " ?", .dim)
        }
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
        let reason = outcome.reason.map { ": " + $0.printable } ?? ""
        return Table.Cell(outcome.verdict.rawValue + reason, outcome.verdict.look)
    }

    /// What the short cells say, and with all details why some say nothing.
    private var legend: [String] {
        guard !isPair else { return [] }
        let words = "Each column is a ratio to \(base.label); a number alone is within noise, '?' is undecided"
        guard isDetailed else { return [words + " ('toll compare -v' says why)."] }
        var reasons: [String: [String]] = [:]
        for row in comparison.rows {
            for (index, outcome) in row.outcomes.enumerated() where row.figures[index] != nil {
                guard let reason = outcome?.reason else { continue }
                reasons[reason.printable, default: []].append(
                    "\(row.name.printable) (\(comparison.sides[index].label))")
            }
        }
        return [words + "."] + reasons.sorted { $0.key < $1.key }.map { "\($0): \($1.joined(separator: ", "))" }
    }

    /// The rows that are compared with nothing.
    private var unmatched: [String] {
        guard !isDetailed else { return [] }
        return comparison.unmatched.map { side, rows in
            "\(numbered(rows.count, "row is", "rows are")) in \(comparison.sides[side].label) alone ('toll compare -v')"
        }
    }

    /// The families of several rows, each taken together.
    private var families: [String] {
        comparison.families.filter { ($0.counts.max() ?? 0) > 1 }.map { family in
            let parts = others.map { index in
                let label = isPair ? "" : comparison.sides[index].label + " "
                guard let mean = family.means[index] else { return label + "none" }
                return "\(label)\(Format.factor(mean)) (\(numbered(family.counts[index], "row")))"
            }
            return "\(family.name.printable): \(parts.joined(separator: "; "))"
        }
    }

    private var familiesTitle: String {
        isPair
            ? "geometric means of the ratios, \(comparison.sides[others[0]].label) over \(base.label)"
            : "geometric means of the ratios to \(base.label)"
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

extension Outcome.Verdict {
    /// How it looks in a table.
    fileprivate var look: Terminal.Look {
        switch self {
        case .faster: .green
        case .slower: .red
        case .withinNoise: .dim
        case .cannotTell: .yellow
        }
    }
}
