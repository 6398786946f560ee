internal import Machine
public import Results
internal import Sampling

extension Chart {
    /// Machines side by side, as factors of the baseline. Nil when no row has a ratio.
    public static func machines(_ comparison: Comparison) -> Chart? {
        let sides = comparison.sides
        let rows = comparison.rows.filter { row in row.outcomes.contains { $0?.ratio != nil } }
        guard !rows.isEmpty else { return nil }
        let names = rows.enumerated().map { index, row -> [Cell] in
            let figure = row.figures[comparison.base].flatMap(comparison.judge.value)
            let cost = figure.map { "  " + time($0.median) } ?? ""
            return [.number(Double(index + 1)), .text(row.name + cost)]
        }
        let blocks = sides.indices.filter { $0 != comparison.base }.map { side in
            Block(
                header: sides[side].label,
                rows: rows.enumerated().compactMap { index, row in
                    guard let ratio = row.outcomes[side]?.ratio else { return nil }
                    return [.number(Double(index + 1))] + cells(ratio)
                })
        }
        return Chart(
            "machines", title: "Machines side by side",
            variables: [("base", .text(sides[comparison.base].label))],
            blocks: [Block(rows: names)] + blocks.filter { !$0.rows.isEmpty })
    }

    /// Three digits and a unit.
    static func time(_ nanoseconds: Double) -> String {
        let (scale, unit): (Double, String) =
            switch abs(nanoseconds) {
            case ..<1e3: (1, "ns")
            case ..<1e6: (1e3, "µs")
            case ..<1e9: (1e6, "ms")
            default: (1e9, "s")
            }
        return three(nanoseconds / scale) + " " + unit
    }

    /// Three digits, or what there is before the point.
    static func three(_ value: Double) -> String {
        let places: Double = abs(value) < 10 ? 100 : abs(value) < 100 ? 10 : 1
        let text = "\((value * places).rounded() / places)"
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }
}
