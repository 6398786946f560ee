internal import Basics
internal import CKernel
internal import Glibc

/// Where a CPU spends its time: samples of its clock, each with the functions of the kernel that it was in. It needs no
/// hardware counter.
public struct ClockProfile: Sendable, Equatable {
    /// Samples that lie in one of the functions, or in what those call.
    public let inside: Int
    /// All samples, those in user mode too.
    public let all: Int

    /// Nanoseconds from one sample to the next.
    private static let period: UInt64 = 50_000

    /// Runs `work` on `cpu` and takes samples there of it and of all tasks that it makes, with the kernel's own threads
    /// that do part of it later. Programs that were there before are left out.
    ///
    /// - Throws: `CounterRefusal` where the kernel does not allow it, or what `work` throws.
    public init(of functions: Set<String>, on cpu: Int, during work: () throws -> Void) throws {
        let others = ClockProfile.otherPrograms()
        let recorder = try ChainRecorder("cpu-clock", on: [cpu]) { k_perf_open_clock(ClockProfile.period, Int32($0)) }
        try recorder.record(during: work)
        let symbols = try KernelSymbols()
        guard functions.contains(where: symbols.has) else {
            throw CounterRefusal("/proc/kallsyms", "has none of the functions that are looked for")
        }
        let samples = recorder.samples.filter { !others.contains($0.process) }
        all = samples.count
        inside = samples.count { sample in
            sample.chain.contains { symbols.name(of: $0).map(functions.contains) == true }
        }
    }

    /// The share of the time; nil where there are no samples.
    public var share: Double? { all > 0 ? Double(inside) / Double(all) : nil }

    /// The idle task, and every program but this one.
    private static func otherPrograms() -> Set<Int32> {
        let own = getpid()
        var bytes = [CChar](repeating: 0, count: 16)
        let programs = entriesOfFolder("/proc").compactMap { Int32($0) }.filter {
            $0 != own && readlink("/proc/\($0)/exe", &bytes, bytes.count) > 0
        }
        return Set(programs + [0])
    }
}
