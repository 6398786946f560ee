internal import Basics
public import Results
internal import Sampling

extension Chart {
    /// More machines than these are shown as a field of colours: their marks would lie over each other.
    static let mostMarks = 4

    /// Machines side by side, as factors of the baseline. Nil when no row has a ratio of valid figures.
    public static func machines(_ comparison: Comparison) -> Chart? {
        let others = comparison.sides.indices.filter { $0 != comparison.base }
        let rows = comparison.rows.filter { row in others.contains { ratio(of: row, side: $0, in: comparison) != nil } }
        guard !rows.isEmpty else { return nil }
        let names = rows.enumerated().map { index, row -> [Cell] in
            let figure = row.figures[comparison.base].flatMap(comparison.judge.value)
            let unit = row.figures[comparison.base]?.unit ?? .nanoseconds
            let label = figure.map { "  " + Format.amount($0.median, unit.rawValue) } ?? ""
            return [.number(Double(index + 1)), .text(row.name.text + label)]
        }
        let machines = others.map { side -> [Placed] in
            var placed: [Placed] = []
            for (index, row) in rows.enumerated() {
                guard let ratio = ratio(of: row, side: side, in: comparison) else { continue }
                placed.append((row: Double(index + 1), ratio: ratio))
            }
            return placed
        }
        let isField = others.count > mostMarks
        let labels = others.map { side -> String in
            let label = comparison.sides[side].label
            guard isField, label.count > 18 else { return label }
            return String(label.prefix(8)) + "…" + String(label.suffix(9))
        }
        let marks = isField ? field(labels, machines) : bars(labels, machines)
        return Chart(
            "machines", title: "Machines side by side", template: isField ? .heat : .machines,
            variables: [("base", .text(comparison.sides[comparison.base].label))], blocks: [Block(rows: names)] + marks)
    }

    /// A ratio, and the place of its row.
    private typealias Placed = (row: Double, ratio: Estimate)

    /// A block a machine, with intervals.
    private static func bars(_ labels: [String], _ machines: [[Placed]]) -> [Block] {
        zip(labels, machines).filter { !$1.isEmpty }.map { label, rows in
            Block(header: label, rows: rows.map { [Cell.number($0.row)] + cells($0.ratio) })
        }
    }

    /// A block of the machines' names and one of all ratios.
    private static func field(_ labels: [String], _ machines: [[Placed]]) -> [Block] {
        var names: [[Cell]] = []
        var ratios: [[Cell]] = []
        for (index, (label, rows)) in zip(labels, machines).enumerated() {
            let column = Cell.number(Double(index + 1))
            names.append([column, .text(label)])
            ratios += rows.map { [column, .number($0.row), .number($0.ratio.median)] }
        }
        return [Block(rows: names), Block(rows: ratios)]
    }

    /// The ratio of a row that is valid on both sides.
    private static func ratio(of row: Comparison.Row, side: Int, in comparison: Comparison) -> Estimate? {
        guard row.figures[side]?.status == .measured, row.figures[comparison.base]?.status == .measured else {
            return nil
        }
        return row.outcomes[side]?.ratio
    }
}

extension Chart.Template {
    /// Ratios with intervals, a mark a machine.
    public static let machines = Chart.Template(PackageResources.machines_gp)
    /// A field of ratios.
    public static let heat = Chart.Template(PackageResources.heat_gp)
}
