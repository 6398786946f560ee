public import Results
internal import Sampling

extension Chart {
    /// The distribution of the batches of every row as a strip, by what the sentinel said of them. Nil without batches.
    public static func batches(_ result: ResultFile) -> Chart? {
        let sentinels = result.sentinels
        var strips: [Strip] = []
        let records = result.records.filter { !$0.name.isVaried && $0.batches > 0 }
        for record in records where strips.count < mostRows {
            let samples = RowSamples(of: record, sentinels: sentinels)
            let pairs = samples.launches.flatMap(\.self)
            guard let middle = median(of: samples.costs.flatMap(\.self)), middle > 0 else { continue }
            var strip = Strip(name: label(record.name.text), batches: pairs.count)
            for pair in pairs { strip.add((pair.cost / middle - 1) * 100, pair.label) }
            strips.append(strip)
        }
        guard !strips.isEmpty else { return nil }
        let names = strips.enumerated().map { index, strip -> [Cell] in
            [.number(Double(index + 1)), .text(strip.name), .text(strip.note)]
        }
        let states = (0..<3).map { state -> Block in
            let rows = strips.enumerated().flatMap { $1.edges(of: state, row: Double($0 + 1)) }
            return Block(rows: rows.isEmpty ? [[.missing, .missing, .missing, .missing]] : rows)
        }
        let beyond = strips.enumerated().flatMap { index, strip in
            [(-1.0, strip.below), (1.0, strip.above)].filter { $0.1 > 0 }.map { side, _ -> [Cell] in
                [.number(Double(index + 1)), .number(side)]
            }
        }
        return Chart(
            "batches", title: "The batches of each row against its figure", template: .batches,
            variables: [("begin", .number(Strip.range.lowerBound)), ("end", .number(Strip.range.upperBound))],
            blocks: [Block(rows: names)] + states + [Block(rows: beyond.isEmpty ? [[.missing, .missing]] : beyond)],
            margins: Margins(left: strips.map(\.name), right: strips.map(\.note)),
            notes: firstOf(records.count),
            bars: TextChart(
                scale: .init(Strip.range.lowerBound, Strip.range.upperBound),
                legend: "share of batches from \(Int(Strip.range.lowerBound)) % to +\(Int(Strip.range.upperBound)) % "
                    + "around the row's figure",
                rows: strips.map { TextChart.Row($0.name, $0.note, .strip($0.heights)) }))
    }

    /// More rows than these make no picture; those of sweeps have charts of their own.
    static let mostRows = 60

    /// What is said where there are more.
    static func firstOf(_ count: Int) -> [String] { count > mostRows ? ["the first \(mostRows) of \(count) rows"] : [] }
}

/// How many batches of a row lie at each distance from its figure.
private struct Strip {
    /// What is shown, in percent: batches beyond it are counted beside their row.
    static let range = -10.0...25.0
    /// The width of a bin, in percent.
    static let bin = 1.0
    static let bins = Int((range.upperBound - range.lowerBound) / bin)

    var name: String
    var batches: Int
    /// Batches in each bin, by state.
    var counts = [[Int]](repeating: [0, 0, 0], count: bins)
    var below = 0
    var above = 0

    init(name: String, batches: Int) { (self.name, self.batches) = (name, batches) }

    mutating func add(_ distance: Double, _ label: BatchLabel) {
        guard distance >= Strip.range.lowerBound else { return below += 1 }
        guard distance < Strip.range.upperBound else { return above += 1 }
        let bin = min(Strip.bins - 1, Int((distance - Strip.range.lowerBound) / Strip.bin))
        switch label {
        case .undisturbed: counts[bin][0] += 1
        case .shared: counts[bin][1] += 1
        case .frequencyChanged: counts[bin][2] += 1
        }
    }

    var note: String {
        "n = \(batches)" + (below + above > 0 ? ", \(below + above) beyond" : "")
    }

    private var fullest: Double { Double(max(1, counts.map { $0.reduce(0, +) }.max() ?? 1)) }

    /// The share of the fullest bin. Its square root is drawn, so that a second mode of few batches shows.
    var heights: [Double] { counts.map { (Double($0.reduce(0, +)) / fullest).squareRoot() } }

    /// The steps of one state, which lie upon those of the states before it: pieces with empty lines between.
    func edges(of state: Int, row: Double) -> [[Chart.Cell]] {
        var rows: [[Chart.Cell]] = []
        for (bin, count) in counts.enumerated() {
            guard count[state] > 0 else {
                if rows.last?.isEmpty == false { rows.append([]) }
                continue
            }
            let all = Double(count.reduce(0, +))
            let height = heights[bin]
            let low = height * Double(count[..<state].reduce(0, +)) / all
            let high = height * Double(count[...state].reduce(0, +)) / all
            let begin = Strip.range.lowerBound + Double(bin) * Strip.bin
            for edge in [begin, begin + Strip.bin] {
                rows.append([.number(edge), .number(row), .number(rounded(low)), .number(rounded(high))])
            }
        }
        if rows.last?.isEmpty == false { rows.append([]) }
        return rows
    }

    private func rounded(_ share: Double) -> Double { (share * 1000).rounded() / 1000 }
}

extension Chart.Template {
    /// A strip a row.
    public static let batches = Chart.Template(PackageResources.batches_gp)
}
