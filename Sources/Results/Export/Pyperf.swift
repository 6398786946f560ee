internal import Machine
internal import Sampling

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension ExportFormat {
    /// Each launch as a run, each batch as a value in seconds per operation. Source: pyperf's JSON format, version 1.0.
    func pyperf(_ result: ResultFile) throws -> String {
        struct Body: Encodable {
            var benchmarks: [Benchmark]
            var metadata: [String: String]
            var version = "1.0"
        }
        struct Benchmark: Encodable {
            var metadata: Metadata
            var runs: [Run]
        }
        struct Metadata: Encodable {
            var name: String
            var loops: Int
            var unit: String
            var cycles_per_operation: Double?
        }
        struct Run: Encodable { var values: [Double] }
        let benchmarks = ExportedSample.all(of: result).map { sample -> Benchmark in
            let isTime = sample.record.unit != .bytes
            return Benchmark(
                metadata: Metadata(
                    name: sample.record.name.printable, loops: sample.launches[0].iterations,
                    unit: isTime ? "second" : "byte",
                    cycles_per_operation: median(of: sample.launches.flatMap(\.cycles))),
                runs: sample.launches.map { Run(values: $0.values.map { $0 / (isTime ? 1e9 : 1) }) })
        }
        guard !benchmarks.isEmpty else { throw BadResult("no row has a valid figure, and pyperf takes no empty file") }
        let facts = [
            ("cpu_model_name", "cpu.model"), ("platform", "kernel.release"), ("cpu_governor", "frequency.governor"),
        ]
        let metadata = facts.compactMap { name, key in
            result.machine[key].map { _ in (name, result.fact(key)) }
        }
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let body = Body(
            benchmarks: benchmarks, metadata: Dictionary(metadata, uniquingKeysWith: { first, _ in first }))
        return String(decoding: try encoder.encode(body), as: UTF8.self) + "\n"
    }
}
