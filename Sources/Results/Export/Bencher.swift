internal import Sampling

extension ExportFormat {
    /// A measure a row with both ends of its interval: `latency`, which Bencher has and counts in nanoseconds, and
    /// `memory` in bytes. Source: bencher.dev, reference, "Bencher Metric Format".
    func bencher(_ result: ResultFile) throws -> String {
        struct Metric: Encodable {
            var value: Double
            var lower_value: Double
            var upper_value: Double
        }
        var benchmarks: [String: [String: Metric]] = [:]
        for figure in result.figures where figure.status == .measured {
            guard let cost = figure.cost, cost.isFinite else { continue }
            let measure = figure.unit == Unit.bytes.rawValue ? "memory" : "latency"
            benchmarks[figure.name.printable] = [
                measure: Metric(value: cost.median, lower_value: cost.low, upper_value: cost.high)
            ]
        }
        return try jsonText(benchmarks)
    }
}

extension Estimate {
    /// Whether it can stand in a file: JSON knows no other numbers.
    var isFinite: Bool { median.isFinite && low.isFinite && high.isFinite }
}
