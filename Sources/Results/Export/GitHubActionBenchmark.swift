internal import Basics
internal import Sampling

extension ExportFormat {
    /// A list of values with their units. The action shows `range` behind the value and `extra` beside the point in its
    /// chart, both as they are. Source: benchmark-action/github-action-benchmark, README, "customSmallerIsBetter".
    func githubActionBenchmark(_ result: ResultFile) throws -> String {
        struct Benchmark: Encodable {
            var name: String
            var unit: String
            var value: Double
            var range: String
            var extra: String
        }
        let benchmarks = result.figures.filter { $0.status == .measured }.compactMap { figure -> Benchmark? in
            guard let cost = figure.cost, cost.isFinite else { return nil }
            let counts = [
                ("switches", figure.perOperation[.contextSwitches]), ("syscalls", figure.perOperation[.syscalls]),
            ]
            .compactMap { name, count in count.map { "\(Format.count($0)) \(name)" } }
            let extra =
                counts + [figure.grade.map { "grade \($0.rawValue)" }, figure.why.map(\.printable)].compactMap(\.self)
            return Benchmark(
                name: figure.name.printable, unit: figure.unit.printable, value: cost.median,
                range: "95 %: \(Format.digits(cost.low)) … \(Format.digits(cost.high))",
                extra: extra.filter { !$0.isEmpty }.joined(separator: ", "))
        }
        return try jsonText(benchmarks)
    }
}
