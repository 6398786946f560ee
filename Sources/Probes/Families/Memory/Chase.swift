internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// Pointers in one random cycle through a set of cache lines: every load says where the next one is, and no
/// prefetcher can guess it.
final class Chase {
    /// What the set is mapped with.
    enum Pages { case huge, small }

    /// Bytes of a line: two of the usual 64, since processors like to fetch the neighbour along.
    static let line = 128
    /// The set is this many times the last-level cache. Of its lines every second is used, so a cache can hold half of
    /// those at the most; a quarter where the neighbour is fetched along.
    static let timesCache = 4
    /// The last-level cache where none is known: larger than most.
    static let assumedCache = 64 << 20
    private static let hugePage = 2 << 20

    /// What the reader should know of the figure.
    let notes: [String]
    private let mapping: UnsafeMutableRawPointer
    private let mapped: Int
    private var at: UnsafeMutablePointer<UnsafeMutableRawPointer?>?

    /// Bytes of the set on a machine.
    static func bytes(for place: Place) -> Int {
        let wanted = timesCache * (place.lastLevelCache ?? assumedCache)
        return (wanted + hugePage - 1) / hugePage * hugePage
    }

    /// The same as a need.
    static let bytes: @Sendable (Place) -> Int = { bytes(for: $0) }

    /// Maps the set and draws the cycle.
    init(bytes: Int, pages: Pages) throws {
        var (base, set): (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
        let result = k_private(bytes, Chase.hugePage, &base, &set)
        guard let base, let set else {
            throw Refusal("no \(bytes >> 20) MiB of memory: \(errorText(of: result))")
        }
        mapping = base
        mapped = bytes + Chase.hugePage
        let advice = pages == .huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE
        let advised = madvise(set, bytes, advice) == 0
        let reason = advised ? nil : errorText()
        let reach = pages == .huge ? PageReach(of: set, bytes: bytes) : nil
        Chase.drawCycle(in: set, lines: bytes / Chase.line) { $0 * Chase.line }
        at = set.assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        let huge = Chase.hugeBytes(at: set)
        notes = ["\(bytes >> 20) MiB, \(Chase.line) bytes apart"] + [reach?.note].compactMap(\.self)
        if pages == .huge, huge ?? 0 < bytes / 10 * 9 {
            munmap(mapping, mapped)
            throw Refusal(
                "the kernel gave \((huge ?? 0) >> 20) of \(bytes >> 20) MiB in huge pages"
                    + (reason.map { ": \($0)" } ?? "; see /sys/kernel/mm/transparent_hugepage/enabled"))
        }
        if pages == .small, let huge, huge > 0 {
            munmap(mapping, mapped)
            throw Refusal("the kernel put \(huge >> 20) MiB on huge pages although it was asked not to")
        }
    }

    /// Follows `steps` pointers from where it last stopped.
    func follow(_ steps: Int) { at = k_chase(at, steps) }

    func free() { munmap(mapping, mapped) }

    /// Sattolo's shuffle: one cycle through the lines, in place. `offset` says where each lies.
    @inline(__always)
    static func drawCycle(in set: UnsafeMutableRawPointer, lines: Int, offset: (Int) -> Int) {
        func slot(_ index: Int) -> UnsafeMutablePointer<UnsafeMutableRawPointer?> {
            (set + offset(index)).assumingMemoryBound(to: UnsafeMutableRawPointer?.self)
        }
        for index in 0..<lines { slot(index).pointee = set + offset(index) }
        var random = SplitMix64(seed: 1)
        for index in stride(from: lines - 1, to: 0, by: -1) {
            let other = Int(random.next(upperBound: UInt64(index)))
            swap(&slot(index).pointee, &slot(other).pointee)
        }
    }

    /// Bytes of the mapping around `address` that lie in transparent huge pages, as the kernel says; nil if it does
    /// not say.
    static func hugeBytes(at address: UnsafeMutableRawPointer) -> Int? {
        guard let text = textOfFile("/proc/self/smaps") else { return nil }
        var isInside = false
        for line in text.split(separator: "\n") {
            if let dash = line.firstIndex(of: "-"), let low = UInt(line[..<dash], radix: 16),
                let high = UInt(line[line.index(after: dash)...].prefix { $0 != " " }, radix: 16)
            {
                isInside = low <= UInt(bitPattern: address) && UInt(bitPattern: address) < high
            } else if isInside, line.hasPrefix("AnonHugePages:") {
                return line.split(separator: " ").dropFirst().first.flatMap { Int($0) }.map { $0 << 10 }
            }
        }
        return nil
    }
}
