public import Claims
internal import Sampling

extension Chart {
    /// The claims that are times, then and now. Nil when the result has none of them.
    public static func claims(_ report: ClaimsReport) -> Chart? {
        let rows = report.claims.compactMap { ruling -> [Cell]? in
            guard let then = ruling.then.nanoseconds, let here = ruling.here.figures.first,
                here.cost != nil || here.net != nil
            else { return nil }
            let below = (here.cost ?? here.net).map { $0.nanoseconds.median <= 0 } ?? false
            return [.text("\(ruling.id): \(ruling.verdict.rawValue)\(below ? " (below 0)" : "")"), .number(then)]
                + cells(here.cost?.nanoseconds) + cells(here.net?.nanoseconds)
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
