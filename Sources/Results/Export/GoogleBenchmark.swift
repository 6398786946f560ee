internal import Machine
internal import Sampling

extension ExportFormat {
    /// Each launch as a repetition, and the four aggregates that google/benchmark makes of repetitions. It wants a CPU
    /// time beside the real one, and toll measures none: the real one stands in both places, as the tasks of a probe
    /// keep their CPU busy throughout. It knows time alone, so what is weighed in bytes is left out.
    func googleBenchmark(_ result: ResultFile) throws -> String {
        var benchmarks: [GoogleBenchmark] = []
        for sample in ExportedSample.all(of: result) where sample.record.unit != .bytes {
            let name = sample.record.name.printable
            let medians = sample.launches.compactMap { median(of: $0.values) }
            for (index, launch) in sample.launches.enumerated() {
                guard let time = median(of: launch.values) else { continue }
                benchmarks.append(
                    GoogleBenchmark(
                        name: name, run_name: name, repetitions: sample.launches.count, repetition_index: index,
                        iterations: launch.iterations, real_time: time, cpu_time: time,
                        cycles: median(of: launch.cycles)))
            }
            benchmarks += aggregates(of: medians).map { aggregate, value in
                GoogleBenchmark(
                    name: "\(name)_\(aggregate)", run_name: name, run_type: "aggregate", repetitions: medians.count,
                    iterations: medians.count, real_time: value, cpu_time: value, aggregate_name: aggregate,
                    aggregate_unit: aggregate == "cv" ? "percentage" : "time")
            }
        }
        let cpus = result.machine["cpu.logical"]?.number.flatMap { Int(exactly: $0) } ?? 0
        let megahertz = result.sentinels?.gigahertz.map { ($0 * 1000).rounded() } ?? 0
        let context = GoogleContext(
            date: result.beganText, host_name: result.machine.displayName, num_cpus: cpus,
            mhz_per_cpu: Int(exactly: megahertz) ?? 0, cpu_model: result.fact("cpu.model"),
            kernel: result.fact("kernel.release"), toll_version: result.fact("toll.version"))
        return try jsonText(GoogleBody(context: context, benchmarks: benchmarks))
    }

    /// Mean, median, standard deviation and coefficient of variation; none of a single repetition.
    private func aggregates(of values: [Double]) -> [(name: String, value: Double)] {
        guard values.count > 1, let middle = median(of: values) else { return [] }
        let count = Double(values.count)
        let mean = values.reduce(0) { $0 + $1 / count }
        let deviation = (values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / (count - 1)).squareRoot()
        return [("mean", mean), ("median", middle), ("stddev", deviation), ("cv", deviation / mean)]
    }
}

private struct GoogleBody: Encodable {
    var context: GoogleContext
    var benchmarks: [GoogleBenchmark]
}

private struct GoogleContext: Encodable {
    var date: String
    var host_name: String
    var executable = "toll"
    var num_cpus: Int
    var mhz_per_cpu: Int
    var cpu_scaling_enabled = false
    var caches: [String] = []
    var library_build_type = "release"
    var cpu_model: String
    var kernel: String
    var toll_version: String
}

private struct GoogleBenchmark: Encodable {
    var name: String
    var run_name: String
    var run_type = "iteration"
    var repetitions: Int
    var repetition_index: Int?
    var threads = 1
    var iterations: Int
    var real_time: Double
    var cpu_time: Double
    var time_unit = "ns"
    var cycles: Double?
    var aggregate_name: String?
    var aggregate_unit: String?
}
