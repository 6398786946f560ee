public import Sampling

extension Chart {
    /// The tails of single iterations, where they were timed by themselves. Nil without one.
    public static func tails(_ figures: [Figure]) -> Chart? {
        let tails = figures.compactMap { figure -> (name: String, tail: Tail)? in
            guard figure.status == .measured, let tail = figure.tail,
                tail.percentiles.count == Distribution.percentiles.count,
                let half = tail.percentiles[0], half > 0
            else { return nil }
            return (figure.name.text, tail)
        }.prefix(mostRows)
        guard !tails.isEmpty else { return nil }
        let rows = tails.enumerated().map { index, row -> [Cell] in
            let percentiles = row.tail.percentiles.map { Cell($0) }
            return [.number(Double(index + 1)), .text(row.name)] + percentiles
                + [.number(row.tail.longest), .text("n = \(row.tail.samples)")]
        }
        return Chart(
            "tails", title: "The tail: single iterations, and how long the slowest take", template: .tails,
            blocks: [Block(rows: rows)])
    }
}

extension Chart.Template {
    /// Percentiles of single iterations on a logarithmic scale.
    public static let tails = Chart.Template(PackageResources.tails_gp)
}
