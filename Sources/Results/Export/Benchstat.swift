internal import Sampling

extension ExportFormat {
    /// A line a row and launch, since benchstat takes lines for independent and the batches of one launch are not.
    /// Source: golang.org/design/14313-benchmark-format.
    func benchstat(_ result: ResultFile) -> String {
        var lines = ["goos: linux", "goarch: \(goArchitecture(result.fact("kernel.arch")))", "pkg: toll"]
        lines.append("cpu: \(result.fact("cpu.model"))")
        for sample in ExportedSample.all(of: result) {
            let unit = sample.record.unit == .bytes ? "B/op" : "ns/op"
            let name = String(sample.record.name.printable.map { $0 == " " ? "_" : $0 })
            for launch in sample.launches {
                guard let median = median(of: launch.values) else { continue }
                let (operations, tooMany) = launch.iterations.multipliedReportingOverflow(by: launch.values.count)
                let cycles = Sampling.median(of: launch.cycles).map { "\t\($0) cycles/op" } ?? ""
                lines.append(
                    "BenchmarkToll/\(name)\t\(tooMany ? launch.iterations : operations)\t\(median) \(unit)\(cycles)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func goArchitecture(_ name: String) -> String {
        switch name {
        case "x86_64": "amd64"
        case "aarch64": "arm64"
        default: name
        }
    }
}
