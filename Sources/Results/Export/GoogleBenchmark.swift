internal import Machine
internal import Sampling

extension ExportFormat {
    /// Each launch as a repetition. google/benchmark wants a CPU time beside the real one, and toll measures none: the
    /// real one stands in both places, as the tasks of a probe keep their CPU busy throughout. It knows time alone, so
    /// what is weighed in bytes is left out.
    func googleBenchmark(_ result: ResultFile) throws -> String {
        struct Body: Encodable {
            var context: Context
            var benchmarks: [Benchmark]
        }
        struct Context: Encodable {
            var date: String
            var executable = "toll"
            var num_cpus: Int
            var mhz_per_cpu = 0
            var cpu_scaling_enabled = false
            var caches: [String] = []
            var library_build_type = "release"
        }
        struct Benchmark: Encodable {
            var name: String
            var run_name: String
            var run_type = "iteration"
            var repetitions: Int
            var repetition_index: Int
            var threads = 1
            var iterations: Int
            var real_time: Double
            var cpu_time: Double
            var time_unit = "ns"
        }
        var benchmarks: [Benchmark] = []
        for sample in ExportedSample.all(of: result) where sample.record.unit != .bytes {
            for (index, launch) in sample.launches.enumerated() {
                guard let median = median(of: launch.values) else { continue }
                let name = sample.record.name.printable
                benchmarks.append(
                    Benchmark(
                        name: name, run_name: name, repetitions: sample.launches.count, repetition_index: index,
                        iterations: launch.iterations, real_time: median, cpu_time: median))
            }
        }
        let cpus = result.machine["cpu.logical"]?.number.flatMap { Int(exactly: $0) } ?? 0
        return try jsonText(
            Body(context: Context(date: result.beganText, num_cpus: cpus), benchmarks: benchmarks))
    }
}
