public import Results
internal import Sampling

extension Chart {
    /// The distribution of the batches of every row, by what the sentinel said of them. Nil without batches.
    public static func batches(_ result: ResultFile) -> Chart? {
        let sentinels = result.sentinels
        var points: [[Cell]] = []
        var names: [[Cell]] = []
        for record in result.records where names.count < mostRows && !record.name.isVaried {
            let samples = RowSamples(of: record, sentinels: sentinels)
            let pairs = samples.launches.flatMap(\.self)
            guard let middle = median(of: samples.costs.flatMap(\.self)), middle > 0 else { continue }
            let place = Double(names.count + 1)
            let distances = pairs.map { ($0.cost / middle - 1) * 100 }
            let beyond = distances.count { !range.contains($0) }
            let note = beyond > 0 ? "n = \(pairs.count), \(beyond) beyond" : "n = \(pairs.count)"
            names.append([.number(place), .text(record.name.text), .text(note)])
            var random = SplitMix64(seed: 1)
            for index in thinned(pairs.count) {
                let pair = pairs[index]
                let state: Double =
                    switch pair.label {
                    case .undisturbed: 0
                    case .shared: 1
                    case .frequencyChanged: 2
                    }
                points.append([
                    .number(place), .number(distances[index]),
                    .number(0.7 * (random.unit() - 0.5)), .number(state),
                ])
            }
        }
        guard !names.isEmpty else { return nil }
        return Chart(
            "batches", title: "Every batch against the figure of its row", template: .batches,
            variables: [("left", .number(range.lowerBound)), ("right", .number(range.upperBound))],
            blocks: [Block(rows: points), Block(rows: names)])
    }

    /// What is shown, in percent: batches beyond it are counted beside their row.
    private static let range = -10.0...25.0

    /// More rows than these make no picture; those of sweeps have charts of their own.
    static let mostRows = 60

    /// At most so many dots a row can be told apart.
    private static let mostPoints = 1500

    private static func thinned(_ count: Int) -> [Int] {
        count <= mostPoints ? Array(0..<count) : (0..<mostPoints).map { $0 * count / mostPoints }
    }
}

extension Chart.Template {
    /// A strip of dots a row.
    public static let batches = Chart.Template(PackageResources.batches_gp)
}
