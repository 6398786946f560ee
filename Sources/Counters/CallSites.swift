internal import Basics
internal import CKernel
internal import Glibc

/// Where in the kernel a tracepoint is passed: which functions lead to it, how often.
public enum CallSites {
    /// Bytes of records a CPU. What does not fit is lost, and shares are of what is left.
    private static let room = 1 << 21

    /// Runs `work` and counts the passes of `tracepoint` on `cpus`, each under the first function up its call chain
    /// that `isMeans` does not call mere means.
    ///
    /// - Throws: `CounterRefusal` where the kernel does not allow it, or what `work` throws.
    public static func count(
        _ tracepoint: String, on cpus: [Int], passing isMeans: (String) -> Bool, during work: () throws -> Void
    ) throws -> [String: Int] {
        let id = try Tracepoint.id(of: tracepoint)
        var rings: [(file: Int32, ring: UnsafeMutableRawPointer)] = []
        defer {
            for (file, ring) in rings {
                k_perf_unmap_ring(ring, room)
                close(file)
            }
        }
        for cpu in cpus {
            let file = k_perf_open_chains(id, Int32(cpu))
            guard file >= 0 else { throw CounterRefusal(tracepoint, "cannot be watched (\(errorName(-file)))") }
            var ring: UnsafeMutableRawPointer?
            let mapped = k_perf_map_ring(file, room, &ring)
            guard let ring else {
                close(file)
                throw CounterRefusal(tracepoint, "has no room for its records (\(errorName(-mapped)))")
            }
            rings.append((file, ring))
        }
        for (file, _) in rings { _ = k_perf_enable(file) }
        defer { for (file, _) in rings { _ = k_perf_disable(file) } }
        try work()
        for (file, _) in rings { _ = k_perf_disable(file) }
        let chains = rings.flatMap { callChains(in: $0.ring) }
        guard !chains.isEmpty else { return [:] }
        let symbols = try KernelSymbols()
        var counts: [String: Int] = [:]
        for chain in chains {
            let names = chain.lazy.compactMap { symbols.name(of: $0) }
            counts[names.first { !isMeans($0) } ?? "?", default: 0] += 1
        }
        return counts
    }

    /// The call chains of the records in a ring, innermost first.
    private static func callChains(in ring: UnsafeMutableRawPointer) -> [[UInt64]] {
        let data = ring + Int(sysconf(Int32(_SC_PAGESIZE)))
        let end = Int(min(k_perf_written(ring), UInt64(room)))
        // A record begins with its type, its mode and its size; a sample goes on with the length of its chain.
        func word(_ offset: Int) -> UInt64 { data.load(fromByteOffset: offset, as: UInt64.self) }
        var (at, chains): (Int, [[UInt64]]) = (0, [])
        while at + 8 <= end {
            let size = Int(word(at) >> 48)
            guard size >= 8, at + size <= end else { break }
            if UInt32(truncatingIfNeeded: word(at)) == UInt32(k_perf_record_sample) {
                let depth = min(Int(clamping: word(at + 8)), (size - 16) / 8)
                // Marks that say which mode follows look like addresses at the very top.
                chains.append((0..<depth).map { word(at + 16 + 8 * $0) }.filter { $0 < UInt64.max - 4096 })
            }
            at += size
        }
        return chains
    }
}

/// The kernel's functions by their addresses.
private struct KernelSymbols {
    private var addresses: [UInt64] = []
    private var names: [Substring] = []

    init() throws(CounterRefusal) {
        for line in (textOfFile("/proc/kallsyms") ?? "").split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 2)
            guard parts.count == 3, parts[1] == "t" || parts[1] == "T", let address = UInt64(parts[0], radix: 16),
                address > 0
            else { continue }
            addresses.append(address)
            names.append(parts[2].prefix { $0 != "\t" && $0 != " " })
        }
        guard !addresses.isEmpty else { throw CounterRefusal("/proc/kallsyms", "does not tell addresses here") }
        let order = addresses.indices.sorted { addresses[$0] < addresses[$1] }
        names = order.map { names[$0] }
        addresses = order.map { addresses[$0] }
    }

    /// The function that holds an address.
    func name(of address: UInt64) -> String? {
        var (low, high) = (0, addresses.count)
        while low < high {
            let middle = (low + high) / 2
            if addresses[middle] <= address { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? String(names[low - 1]) : nil
    }
}
