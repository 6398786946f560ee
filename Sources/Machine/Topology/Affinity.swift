import Glibc

/// The CPUs that the calling thread may run on, ascending; nil when the kernel does not say.
///
/// The mask is asked for in growing sizes, since a kernel built for more than 1024 CPUs refuses a shorter one
/// with EINVAL (sched_setaffinity(2), "Handling systems with large CPU affinity masks").
public func affinityMask() -> [Int]? {
    var bytes = MemoryLayout<cpu_set_t>.size
    while bytes <= CPUList.limit / 8 {
        var words = [UInt](repeating: 0, count: bytes / MemoryLayout<UInt>.size)
        let answer = words.withUnsafeMutableBytes { buffer in
            buffer.withMemoryRebound(to: cpu_set_t.self) { sched_getaffinity(0, bytes, $0.baseAddress!) }
        }
        if answer == 0 {
            return words.indices.flatMap { word in
                (0..<UInt.bitWidth).filter { words[word] >> UInt($0) & 1 == 1 }.map { word * UInt.bitWidth + $0 }
            }
        }
        guard errno == EINVAL else { return nil }
        bytes *= 2
    }
    return nil
}
