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
        let counts = Set(points.map(\.creators)).sorted()
        let series = Dictionary(grouping: points, by: \.base).sorted { $0.key < $1.key }.map { base, points -> Block in
            let rows = points.sorted { $0.creators < $1.creators }.compactMap { point -> [Cell]? in
                guard let place = counts.firstIndex(of: point.creators) else { return nil }
                return [.number(Double(place + 1))] + cells(point.left).map(percent)
            }
            return Block(header: base, rows: rows)
        }
        let tics = counts.enumerated().map { [Cell.number(Double($0 + 1)), .number($1)] }
        return Chart(
            "efficiency", title: "Making tasks on several CPUs at once", template: .efficiency,
            blocks: [Block(rows: tics)] + series)
    }

    private static func percent(_ share: Cell) -> Cell {
        if case .number(let share) = share { .number(100 * share) } else { share }
    }
}

extension Chart.Template {
    /// Percent of one creator alone, over the number of creators.
    public static let efficiency = Chart.Template(PackageResources.efficiency_gp)
}
