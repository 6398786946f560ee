internal import Basics
public import Sampling

extension Chart {
    /// The tails of single iterations, where they were timed by themselves. Nil without one.
    public static func tails(_ figures: [Figure]) -> Chart? {
        let all = figures.compactMap { figure -> (name: String, tail: Tail)? in
            guard figure.status == .measured, let tail = figure.tail,
                tail.percentiles.count == Distribution.percentiles.count,
                let half = tail.percentiles[0], half > 0
            else { return nil }
            return (label(figure.name.text), tail)
        }
        let tails = all.prefix(mostRows)
        guard !tails.isEmpty else { return nil }
        let rows = tails.enumerated().map { index, row -> [Cell] in
            let percentiles = row.tail.percentiles.map { Cell($0) }
            return [.number(Double(index + 1)), .text(row.name)] + percentiles
                + [.number(row.tail.longest), .text("n = \(row.tail.samples)")]
        }
        let characters: [Character] = ["●", "■", "▲", "◆", "▼"]
        let halves = tails.compactMap(\.tail.percentiles[0])
        return Chart(
            "tails", title: "The tail: single iterations, and how long the slowest take", template: .tails,
            blocks: [Block(rows: rows)],
            margins: Margins(left: tails.map(\.name), right: tails.map { "n = \($0.tail.samples)" }),
            notes: firstOf(all.count),
            bars: TextChart(
                scale: .init(
                    (halves.min() ?? 1) / 1.5, (tails.map(\.tail.longest).max() ?? 1) * 1.5, isLogarithmic: true),
                legend: "● p50, ■ p90, ▲ p99, ◆ p99.9, ▼ p99.99, ✶ longest, log scale; each timed by "
                    + "itself, with reading the clock",
                rows: tails.map { name, tail in
                    let percentiles = zip(tail.percentiles, characters).compactMap { value, character in
                        value.map { TextChart.Mark($0, character) }
                    }
                    let half = tail.percentiles[0] ?? tail.longest
                    return TextChart.Row(
                        name, "\(Format.time(half)) … \(Format.time(tail.longest))",
                        .marks(
                            percentiles.reversed() + [TextChart.Mark(tail.longest, "✶")],
                            line: half <= tail.longest ? half...tail.longest : nil, against: nil))
                }))
    }
}

extension Chart.Template {
    /// Percentiles of single iterations on a logarithmic scale.
    public static let tails = Chart.Template(PackageResources.tails_gp)
}
