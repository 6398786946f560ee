internal import Basics
public import Results
internal import Sampling

extension Chart {
    /// What is left to each of several creators of tasks, against one alone. Nil without such a row.
    public static func efficiency(_ result: ResultFile) -> Chart? {
        let sentinels = result.sentinels
        let points = result.records.compactMap { record -> (base: String, creators: Double, left: Estimate)? in
            guard record.status == .measured, RowName(record.name.base, []).isLike("create.parallel.*"),
                let creators = record.facts?[.creators], creators >= 1, creators <= 1e6
            else { return nil }
            let summary = Summary(of: record, sentinels: sentinels)
            // Each makes as many tasks as the one alone, so times are as rates turned over.
            guard let alone = summary.baseline, let cost = summary.cost, let left = Estimate.ratio(alone, cost) else {
                return nil
            }
            return (record.name.base, creators, left)
        }
        guard !points.isEmpty else { return nil }
        let series = Dictionary(grouping: points, by: \.base).sorted { $0.key < $1.key }
            .map { (base: $0, points: $1.sorted { $0.creators < $1.creators }) }
        return Chart(
            "efficiency", title: "Making tasks on several CPUs at once", template: .efficiency,
            blocks: series.map { base, points in
                Block(
                    header: base, rows: points.map { [.number($0.creators)] + cells($0.left).map(percent) })
            },
            bars: TextChart(
                scale: .init(0, 1.1), legend: "█ tasks a creator makes, ┃ one creator alone",
                rows: series.flatMap { base, points in
                    [TextChart.Row(base, "", .heading)]
                        + points.map { point in
                            TextChart.Row(
                                "  " + numbered(Int(point.creators), "creator"), Format.percent(point.left.median),
                                .bar(from: 0, to: point.left.median, dark: nil, mark: 1))
                        }
                }))
    }

    private static func percent(_ share: Cell) -> Cell {
        if case .number(let share) = share { .number(100 * share) } else { share }
    }
}

extension Chart.Template {
    /// Percent of one creator alone, over the number of creators.
    public static let efficiency = Chart.Template(PackageResources.efficiency_gp)
}
