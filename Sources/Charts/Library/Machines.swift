internal import Basics
internal import Glibc
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
        let names = rows.map { label($0.name.text) }
        let firsts = rows.map { row -> String in
            guard let side = row.figures[comparison.base], let figure = comparison.judge.value(side) else { return "" }
            return Format.amount(figure.median, comparison.judge.unit(side))
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
            let label = GnuplotText.label(comparison.sides[side].label)
            return TextWidth.shortened(label, to: isField ? 170 : 300)
        }
        let marks = isField ? field(labels, machines) : bars(labels, machines)
        let isCycles = comparison.judge.quantity == .cycles
        let base = comparison.sides[comparison.base].label
        var variables: [(String, Cell)] = [("base", .text(label(base, widest: 200)))]
        if isField {
            variables.append(("slant", .number((labels.map { TextWidth.pixels($0) }.max() ?? 0).rounded(.up))))
            variables += Turns(machines.flatMap { $0.map(\.ratio.median) }).variables
        }
        return Chart(
            isCycles ? "machines-cycles" : "machines",
            title: isCycles ? "Machines side by side, in core cycles" : "Machines side by side",
            template: isField ? .heat : .machines, variables: variables,
            blocks: [
                Block(
                    rows: rows.indices.map { [.number(Double($0 + 1)), .text(names[$0]), .text(firsts[$0])] })
            ] + marks,
            margins: Margins(left: names, right: firsts, isBeside: isField), notes: notes(of: comparison),
            bars: isField
                ? shades(names, labels, machines, base: base)
                : lines(names, labels, machines, base: base))
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
        let turns = Turns(machines.flatMap { $0.map(\.ratio.median) })
        var names: [[Cell]] = []
        var ratios: [[Cell]] = []
        for (index, (label, rows)) in zip(labels, machines).enumerated() {
            let column = Cell.number(Double(index + 1))
            names.append([column, .text(label)])
            ratios += rows.map { placed in
                [
                    column, .number(placed.row), .number(Double(turns.step(placed.ratio.median))),
                    .text(Format.fixed(placed.ratio.median, placed.ratio.median < 9.995 ? 2 : 1)),
                ]
            }
        }
        return [Block(rows: names), Block(rows: ratios)]
    }

    /// In characters: a line a machine and row.
    private static func lines(
        _ names: [String], _ labels: [String], _ machines: [[Placed]], base: String
    ) -> TextChart {
        let ratios = machines.flatMap { $0.map(\.ratio.median) } + [0.85, 1.2]
        let rows = names.enumerated().flatMap { index, name -> [TextChart.Row] in
            let found = zip(labels, machines).compactMap { label, placed in
                placed.first { $0.row == Double(index + 1) }.map { (label: label, ratio: $0.ratio) }
            }
            let heading = machines.count > 1 ? [TextChart.Row(name, "", .heading)] : []
            return heading
                + found.map { label, ratio in
                    TextChart.Row(
                        machines.count > 1 ? "  " + label : name, Format.times(ratio.median),
                        .marks(
                            [.init(ratio.median, "●")], line: ratio.low <= ratio.high ? ratio.low...ratio.high : nil,
                            against: 1))
                }
        }
        return TextChart(
            scale: .init((ratios.min() ?? 1) / 1.1, (ratios.max() ?? 1) * 1.1, isLogarithmic: true),
            legend: "ratio to \(base): to the left of │ is faster (log scale); ─ is the 95 % interval", rows: rows)
    }

    private static func shades(
        _ names: [String], _ labels: [String], _ machines: [[Placed]], base: String
    ) -> TextChart {
        let turns = Turns(machines.flatMap { $0.map(\.ratio.median) })
        return TextChart(
            legend: "ratio to \(base): ░ much faster, ▒ the same, █ much slower, · missing; from left to right: "
                + labels.joined(separator: ", "),
            rows: names.enumerated().map { index, name in
                TextChart.Row(
                    name, "",
                    .shades(
                        machines.map { placed in
                            placed.first { $0.row == Double(index + 1) }
                                .map { 0.25 + 0.75 * Double(turns.step($0.ratio.median) - 1) / 8 }
                        }))
            })
    }

    /// The ratio of a row that is valid on both sides.
    private static func ratio(of row: Comparison.Row, side: Int, in comparison: Comparison) -> Estimate? {
        guard row.figures[side]?.status == .measured, row.figures[comparison.base]?.status == .measured else {
            return nil
        }
        return row.outcomes[side]?.ratio
    }

    /// Where each side was measured, the baseline first; of many, as many as there is room for.
    private static func notes(of comparison: Comparison) -> [String] {
        let (sides, base) = (comparison.sides, comparison.base)
        let all = [sides[base]] + sides.indices.filter { $0 != base }.map { sides[$0] }
        let shown = all.count > GnuplotText.mostNotes ? all.prefix(GnuplotText.mostNotes - 1) : all[...]
        let rest = all.count - shown.count
        return shown.map { "\($0.label): \($0.provenance)" }
            + (rest > 0 ? ["\(rest) more: 'toll results' and 'toll report' say where and when they were measured"] : [])
    }
}

/// Colours for ratios: nine, of which the middle one is the same, on a logarithmic scale.
struct Turns {
    /// The outermost colours begin here.
    let reach: Double

    /// Colours that reach as far as most of the ratios, from 1.1 to 4.
    init(_ ratios: [Double]) {
        let distances = ratios.filter { $0 > 0 }.map { abs(log($0)) }.sorted()
        let most = quantile(0.95, of: distances) ?? 0
        reach = min(max(most, log(1.1)), log(4))
    }

    /// The edges between colours, as distances on the logarithmic scale.
    private var edges: [Double] { (-4...5).map { (Double($0) - 0.5) / 4.5 * reach } }

    /// The colour of a ratio, 1 to 9.
    func step(_ ratio: Double) -> Int {
        guard ratio > 0 else { return 1 }
        return min(9, max(1, 5 + Int((log(ratio) / reach * 4.5).rounded())))
    }

    /// Where the colours begin and end.
    var variables: [(String, Chart.Cell)] {
        edges.enumerated().compactMap { index, edge in
            (1...8).contains(index) ? ("step\(index + 1)", .text(Format.times(exp(edge)))) : nil
        }
    }
}

extension Chart.Template {
    /// Ratios with intervals, a mark a machine.
    public static let machines = Chart.Template(PackageResources.machines_gp)
    /// A field of ratios.
    public static let heat = Chart.Template(PackageResources.heat_gp)
}
