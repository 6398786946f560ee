internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// The process that makes tasks, as far as it bears on what they cost: a fork copies its page tables and mappings.
enum Parent {
    /// Bytes of its memory that are in RAM, and how many mappings it has.
    static var facts: [RowFact: Double] {
        let fields = (textOfFile("/proc/self/statm") ?? "").split(separator: " ").compactMap { Int($0) }
        let mappings = (textOfFile("/proc/self/maps") ?? "").utf8.count { $0 == UInt8(ascii: "\n") }
        guard fields.count > 1, mappings > 0 else { return [:] }
        return [.parentResident: Double(fields[1] * Int(getpagesize())), .parentMappings: Double(mappings)]
    }

    /// The same as a remark, of a parent which is part of a larger one if `whole` has that one's size.
    static func note(_ facts: [RowFact: Double], of whole: [RowFact: Double]? = nil) -> String? {
        guard let size = words(facts) else { return nil }
        guard let whole else { return "the parent has \(size)" }
        let persona = k_personality(UInt32(k_personality_asked))
        let place = persona > 0 && persona & Int32(k_fixed_addresses) != 0 ? ", at fixed addresses" : ""
        return "fork copies what a small program has, \(size)\(place)"
            + (words(whole).map { "; the worker has \($0)" } ?? "")
    }

    private static func words(_ facts: [RowFact: Double]) -> String? {
        guard let bytes = facts[.parentResident], let mappings = facts[.parentMappings] else { return nil }
        let isSmall = bytes < 10 * 1_048_576
        return (isSmall ? Format.amount(bytes, "bytes") : "\(Int(bytes) >> 20) MiB")
            + " in memory, in \(Int(mappings)) mappings"
    }
}

/// Memory that the parent of a fork holds, every page of it written to.
final class Ballast {
    /// What it came to.
    let words: String
    /// Where it lies.
    private(set) var range: Range<UInt>?
    private var base: UnsafeMutableRawPointer?
    private let bytes: Int

    /// Takes `bytes` in pages of 4 KiB or, where the kernel gives them, in huge ones.
    init(bytes: Int, huge: Bool) throws {
        let alignment = 2 << 20
        self.bytes = bytes + alignment
        guard bytes > 0 else {
            words = "no memory beside its own"
            return
        }
        var (mapping, start): (UnsafeMutableRawPointer?, UnsafeMutableRawPointer?)
        let result = k_private(bytes, alignment, &mapping, &start)
        guard let mapping, let start else {
            throw Refusal("no \(bytes >> 20) MiB of memory: \(errorText(of: result))")
        }
        base = mapping
        range = UInt(bitPattern: start)..<UInt(bitPattern: start) + UInt(bytes)
        madvise(start, bytes, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE)
        for offset in stride(from: 0, to: bytes, by: 4096) {
            start.storeBytes(of: 1, toByteOffset: offset, as: UInt8.self)
        }
        let got = Chase.hugeBytes(at: start)
        words =
            "\(bytes >> 20) MiB of written memory in the parent, "
            + "\(got.map { "\($0 >> 20)" } ?? "an unknown number of") "
            + "MiB of it in huge pages"
        if huge, let got, got < bytes / 10 * 9 {
            munmap(mapping, self.bytes)
            throw Refusal("the kernel gave \(got >> 20) of \(bytes >> 20) MiB in huge pages")
        }
    }

    func free() {
        if let base { munmap(base, bytes) }
        base = nil
    }
}
