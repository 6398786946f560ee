internal import Basics
internal import CKernel
internal import Glibc

/// Samples of the kernel's call chains, as it writes them into rings of memory, one a CPU.
final class ChainRecorder {
    /// A sample: the process that was running, and addresses in the kernel, innermost first.
    struct Sample {
        var process: Int32
        var chain: [UInt64]
    }

    /// Bytes of records a CPU. What does not fit is lost, and shares are of what is left.
    private static let room = 1 << 21

    private var rings: [(file: Int32, memory: UnsafeMutableRawPointer)] = []

    /// Opens the event called `name` on each CPU: `open` gives back a descriptor, or a negated errno.
    init(_ name: String, on cpus: [Int], opening open: (Int) -> Int32) throws(CounterRefusal) {
        for cpu in cpus {
            let file = CounterGroup.isDeadly ? -ENOSYS : open(cpu)
            guard file >= 0 else { throw CounterRefusal(name, "cannot be watched (\(errorName(-file)))") }
            var memory: UnsafeMutableRawPointer?
            let mapped = k_perf_map_ring(file, ChainRecorder.room, &memory)
            guard let memory else {
                close(file)
                throw CounterRefusal(name, "has no room for its records (\(errorName(-mapped)))")
            }
            rings.append((file, memory))
        }
    }

    deinit {
        for (file, memory) in rings {
            k_perf_unmap_ring(memory, ChainRecorder.room)
            close(file)
        }
    }

    /// Takes samples while `work` runs.
    func record(during work: () throws -> Void) rethrows {
        for (file, _) in rings { _ = k_perf_enable(file) }
        defer { for (file, _) in rings { _ = k_perf_disable(file) } }
        try work()
    }

    /// All that were taken.
    var samples: [Sample] { rings.flatMap { ChainRecorder.samples(in: $0.memory) } }

    private static func samples(in ring: UnsafeMutableRawPointer) -> [Sample] {
        let data = ring + Int(sysconf(Int32(_SC_PAGESIZE)))
        let end = Int(min(k_perf_written(ring), UInt64(room)))
        // A record begins with its type, its mode and its size; a sample goes on with the numbers of its process and
        // its task and with the length of its chain.
        func word(_ offset: Int) -> UInt64 { data.load(fromByteOffset: offset, as: UInt64.self) }
        var (at, samples): (Int, [Sample]) = (0, [])
        while at + 8 <= end {
            let size = Int(word(at) >> 48)
            guard size >= 8, at + size <= end else { break }
            if UInt32(truncatingIfNeeded: word(at)) == UInt32(k_perf_record_sample), size >= 24 {
                let depth = min(Int(clamping: word(at + 16)), (size - 24) / 8)
                // Marks that say which mode follows look like addresses at the very top.
                samples.append(
                    Sample(
                        process: Int32(truncatingIfNeeded: word(at + 8)),
                        chain: (0..<depth).map { word(at + 24 + 8 * $0) }.filter { $0 < UInt64.max - 4096 }))
            }
            at += size
        }
        return samples
    }
}

/// The kernel's functions by their addresses.
struct KernelSymbols {
    private let text: [UInt8]
    /// Of each function the address, and where in the text its name begins and ends.
    private var functions: [(address: UInt64, start: Int, end: Int)] = []

    init() throws(CounterRefusal) {
        text = Array((textOfFile("/proc/kallsyms") ?? "").utf8)
        functions.reserveCapacity(text.count / 48)
        var at = 0
        while at < text.count {
            // An address, a letter, a name; behind a tab the module.
            var address: UInt64 = 0
            while at < text.count, let digit = KernelSymbols.digit(text[at]) {
                address = address << 4 | digit
                at += 1
            }
            let letter = at + 1 < text.count ? text[at + 1] | 0x20 : 0
            let start = min(at + 3, text.count)
            var end = start
            while end < text.count, text[end] > UInt8(ascii: " ") { end += 1 }
            if letter == UInt8(ascii: "t"), address > 0 { functions.append((address, start, end)) }
            at = end
            while at < text.count, text[at] != UInt8(ascii: "\n") { at += 1 }
            at += 1
        }
        guard !functions.isEmpty else { throw CounterRefusal("/proc/kallsyms", "does not show addresses here") }
        functions.sort { $0.address < $1.address }
    }

    /// The function that holds an address, without what the compiler added to its name.
    func name(of address: UInt64) -> String? {
        var (low, high) = (0, functions.count)
        while low < high {
            let middle = (low + high) / 2
            if functions[middle].address <= address { low = middle + 1 } else { high = middle }
        }
        return low > 0 ? name(functions[low - 1]) : nil
    }

    /// Whether there is a function of that name.
    func has(_ name: String) -> Bool {
        let wanted = Array(name.utf8)
        return functions.contains { text[$0.start..<$0.end].elementsEqual(wanted) }
    }

    private func name(_ function: (address: UInt64, start: Int, end: Int)) -> String {
        String(decoding: text[function.start..<function.end].prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    }

    private static func digit(_ byte: UInt8) -> UInt64? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt64(byte - UInt8(ascii: "0"))
        case UInt8(ascii: "a")...UInt8(ascii: "f"): UInt64(byte - UInt8(ascii: "a") + 10)
        default: nil
        }
    }
}
