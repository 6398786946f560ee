public import Claims

extension Chart {
    /// The claims that are times, then and now: each headline, and the net figure of its row where that is another. Nil
    /// when the result has none of them.
    public static func claims(_ report: ClaimsReport) -> Chart? {
        let rows = report.claims.compactMap { ruling -> [Cell]? in
            guard let then = ruling.then.nanoseconds, let here = ruling.headline.time else { return nil }
            let net = ruling.here.figures.first?.net?.nanoseconds
            return [.text("\(ruling.id): \(ruling.headline.text), \(ruling.verdict.text)"), .number(then)]
                + cells(here) + cells(net == here ? nil : net)
        }
        guard !rows.isEmpty else { return nil }
        return Chart(
            "claims", title: "The claims of 2007 on this machine", template: .claims,
            blocks: [Block(rows: rows.enumerated().map { [.number(Double($0 + 1))] + $1 })])
    }
}

extension Chart.Template {
    /// Then and now on a logarithmic scale.
    public static let claims = Chart.Template(PackageResources.claims_gp)
}
