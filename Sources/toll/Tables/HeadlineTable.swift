import Basics
import Results
import Sampling

/// What a run comes to in a few lines: the figures that everybody asks for beside those of 2007, how good they are, and
/// where to go on.
struct HeadlineTable {
    private let figures: [Figure]
    private let run: RunConditions
    /// The result's name in the store, or its path.
    private let name: String
    /// Whether there is a run before it.
    private let isFirst: Bool

    init(of file: ResultFile, named name: String, isFirst: Bool) {
        (figures, run, self.name, self.isFirst) = (file.figures, file.run, name, isFirst)
    }

    /// The lines, after an empty one.
    func lines(on terminal: Terminal) -> [String] {
        var table = Table([
            .init("in short", .left, .wraps), .init("here", .right), .init("±", .right), .init("2007", .right),
            .init("factor", .right), .init("grade"), .init("row", .left, .goes(1)),
        ])
        for figure in FigureOf2007.headline {
            guard let today = figure.today(in: figures) else { continue }
            add(figure.what, today.row, today.estimate, figure.nanoseconds, to: &table)
        }
        if let fork = figures.first(where: { $0.name == "create.fork" && $0.status == .measured }), let cost = fork.cost
        {
            add("a fork, up to the reaped child", fork, cost, nil, to: &table)
        }
        let before = isFirst ? "" : " from the run before, with FILE"
        let compare = "'toll compare\(isFirst ? " FILE" : "")' the difference\(before) from another machine's result"
        let words = [
            quality,
            "next: 'toll show -v \(name)' has the reasons, 'toll doctor' what disturbs this machine, "
                + "'toll claims' the verdicts on 2007, \(compare)",
        ]
        return (table.rows.isEmpty ? [] : [""] + table.lines(on: terminal)) + [""]
            + words.compactMap(\.self).flatMap { wrapped($0, width: terminal.measure) }
    }

    private func add(_ what: String, _ row: Figure, _ value: Estimate, _ then: Double?, to table: inout Table) {
        table.add([
            Table.Cell(what), Table.Cell(Format.time(value.median), .bold), Table.Cell(value.plusMinus("ns"), .dim),
            Table.Cell(then.map { Format.time($0) } ?? "–", .dim),
            Table.Cell(then.map { Format.times(value.median / $0) } ?? ""),
            Table.Cell(row.grade?.rawValue ?? "", row.grade?.look), Table.Cell(row.name.printable, .dim),
        ])
    }

    /// How many rows have which grade, and what lowered most of them.
    private var quality: String? {
        let grades = figures.filter { $0.status == .measured }.compactMap(\.grade)
        guard !grades.isEmpty else { return nil }
        let counts = Grade.Letter.allCases.compactMap { letter in
            let count = grades.count { $0 == letter }
            return count > 0 ? "\(count) \(letter.rawValue)" : nil
        }
        var causes: [String: Int] = [:]
        for reason in figures.compactMap(\.reasons.first) { causes[reason.name, default: 0] += 1 }
        let cause = causes.max { ($0.value, $1.key) < ($1.value, $0.key) }.map { name, count in
            "; what lowered most of them: \(name) (\(numbered(count, "row")))"
        }
        let rest = figures.count { $0.status != .measured }
        return "quality: \(counts.joined(separator: ", "))" + (rest > 0 ? ", \(rest) without a figure" : "")
            + (cause ?? "")
    }
}
