public import Claims
internal import Sampling

extension Chart {
    /// The claims that are times, then and now: each headline, and the net figure of its row where that is another. Nil
    /// when the result has none of them.
    public static func claims(_ report: ClaimsReport) -> Chart? {
        let rows = report.claims.compactMap { ruling -> ClaimRow? in
            guard let then = ruling.then.nanoseconds, let here = ruling.headline.time else { return nil }
            let net = ruling.here.figures.first?.net?.nanoseconds
            return ClaimRow(
                name: label("\(ruling.id)  \(ruling.headline.text)"), verdict: ruling.verdict.text, then: then,
                here: here, net: net == here ? nil : net)
        }
        guard !rows.isEmpty else { return nil }
        let values = rows.flatMap { [$0.then, $0.here.median, $0.net?.median ?? $0.then] }.filter { $0 > 0 }
        return Chart(
            "claims", title: "The claims of 2007 on this machine", template: .claims,
            blocks: [
                Block(
                    rows: rows.enumerated().map { index, row in
                        [.number(Double(index + 1)), .text(row.name), .number(row.then)] + cells(row.here)
                            + cells(row.net) + [.text(row.verdict)]
                    })
            ],
            margins: Margins(left: rows.map(\.name), right: rows.map(\.verdict)),
            bars: TextChart(
                scale: .init((values.min() ?? 1) / 2, (values.max() ?? 1) * 2, isLogarithmic: true),
                legend: "│ the claim of 2007, ● here, ○ here, net, log scale", rows: rows.map(\.textRow)))
    }

    /// A claim that is a time.
    private struct ClaimRow {
        var name: String
        var verdict: String
        var then: Double
        var here: Estimate
        var net: Estimate?

        var textRow: TextChart.Row {
            let marks = (net.map { [TextChart.Mark($0.median, "○")] } ?? []) + [TextChart.Mark(here.median, "●")]
            let line = here.median > 0 && here.low <= here.high ? here.low...here.high : nil
            return TextChart.Row(name, verdict, .marks(marks.filter { $0.value > 0 }, line: line, against: then))
        }
    }
}

extension Chart.Template {
    /// Then and now on a logarithmic scale.
    public static let claims = Chart.Template(PackageResources.claims_gp)
}
