internal import CKernel

/// Where in the kernel a tracepoint is passed: which functions lead to it, how often.
public enum CallSites {
    /// Runs `work` and counts the passes of `tracepoint` on `cpus`, each under the first function up its call chain
    /// that `isMeans` does not call mere means.
    ///
    /// - Throws: `CounterRefusal` where the kernel does not allow it, or what `work` throws.
    public static func count(
        _ tracepoint: String, on cpus: [Int], passing isMeans: (String) -> Bool, during work: () throws -> Void
    ) throws -> [String: Int] {
        let id = try Tracepoint.id(of: tracepoint)
        let recorder = try ChainRecorder(tracepoint, on: cpus, opening: { k_perf_open_chains(id, Int32($0)) })
        try recorder.record(during: work)
        let chains = recorder.samples.map(\.chain)
        guard !chains.isEmpty else { return [:] }
        let symbols = try KernelSymbols()
        var counts: [String: Int] = [:]
        for chain in chains {
            let names = chain.lazy.compactMap { symbols.name(of: $0) }
            counts[names.first { !isMeans($0) } ?? "?", default: 0] += 1
        }
        return counts
    }
}
