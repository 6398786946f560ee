internal import CKernel
internal import Glibc
package import Sampling
internal import Synchronization

/// A worker that forks like a small C program: of its memory, a child gets a copy of what it needs to end, and of
/// nothing else (`MADV_DONTFORK`). The worker's own memory stays as it is.
///
/// What is kept is the code in CKernel that is made for such children, the stack, the C library and the linker with
/// their data, and what they keep for the thread. A child that touches anything else dies of SIGSEGV, so each operation
/// checks how its child ended.
package final class LeanParent: Sendable {
    /// Bytes that are in RAM of what is copied, and in how many mappings.
    package let facts: [RowFact: Double]
    /// What is copied, or why everything is.
    package let note: [String]
    private let leftOut: Mutex<[Range<UInt>]>

    /// The one in force. A worker has one row.
    private static let current = Mutex<LeanParent?>(nil)

    /// Leaves out what is not needed, and tries the operation once. Where that does not succeed (an unusual C library,
    /// a handler that some library has forks call), nothing is left out, and the note says so.
    package init(keeping extra: Range<UInt>?, trying once: () throws -> Void) {
        let whole = Parent.facts
        let (needless, unwritten) = LeanParent.dispensable(extra)
        var ranges = (needless + unwritten).filter { LeanParent.advise($0, MADV_DONTFORK) }
        var failure = ranges.isEmpty ? "the kernel lets nothing be left out (/proc/self/smaps, MADV_DONTFORK)" : nil
        // Of the C library's data in a static program nobody knows where it lies: a child may need some of it.
        for part in [unwritten, needless] where !ranges.isEmpty {
            failure = nil
            do { try once() } catch { failure = "only what a child needs was copied at first, and \(error)" }
            if failure == nil { break }
            for range in part { _ = LeanParent.advise(range, MADV_DOFORK) }
            ranges.removeAll(where: part.contains)
        }
        if let failure {
            leftOut = Mutex([])
            facts = whole
            note =
                ["all of the worker's memory is copied: \(failure)"]
                + [Parent.note(whole)].compactMap(\.self)
            return
        }
        leftOut = Mutex(ranges)
        facts = Mapping.copied(of: Mapping.all)
        note = [Parent.note(facts, of: whole)].compactMap(\.self)
        LeanParent.current.withLock { $0 = self }
    }

    /// Everything is copied again.
    package func restore() {
        leftOut.withLock { ranges in
            for range in ranges { _ = LeanParent.advise(range, MADV_DOFORK) }
            ranges = []
        }
        LeanParent.current.withLock { if $0 === self { $0 = nil } }
    }

    fileprivate static func forkWhole() -> Int32 {
        let ranges = current.withLock { $0 }.map { $0.leftOut.withLock { $0 } } ?? []
        for range in ranges { _ = advise(range, MADV_DOFORK) }
        let child = k_fork()
        if child != 0 { for range in ranges { _ = advise(range, MADV_DONTFORK) } }
        return child
    }

    private static func advise(_ range: Range<UInt>, _ advice: Int32) -> Bool {
        madvise(UnsafeMutableRawPointer(bitPattern: range.lowerBound), Int(range.count), advice) == 0
    }

    /// Bytes on either side of a thread's own record that hold what is kept for it, and more; whole pages of any size.
    private static let threadBytes: UInt = 64 << 10

    /// What a child that ends at once can do without, page by page; and pages of what it needs that have never been
    /// written to, so that it may well do without them.
    private static func dispensable(
        _ extra: Range<UInt>?
    ) -> (needless: [Range<UInt>], unwritten: [Range<UInt>]) {
        let mappings = Mapping.all
        var code: (start: UInt, end: UInt) = (0, 0)
        k_child_code(&code.start, &code.end)
        var onStack = 0
        let stack = withUnsafePointer(to: &onStack) { UInt(bitPattern: $0) }
        // Each stands for the whole mapping it lies in, or for the whole file.
        let files = Set(
            [UInt(k_address_of_fork()), UInt(k_address_of_linker())]
                .compactMap { place in mappings.first { $0.range.contains(place) } }.map(\.name).filter { !$0.isEmpty })
        let page = UInt(getpagesize())
        // What the C library keeps for the thread is a few KiB. In a static program it lies in the heap.
        let own = UInt(pthread_self()) / page * page
        let thread = mappings.first { $0.range.contains(own) }.map {
            $0.range.clamped(to: own - threadBytes..<own + threadBytes)
        }
        let kept =
            [code.start / page * page..<(code.end + page - 1) / page * page] + [thread, extra].compactMap(\.self)
        var isAfterKept = false
        var (found, unwritten): ([Range<UInt>], [Range<UInt>]) = ([], [])
        for mapping in mappings {
            // A file's zeroed data has no name. The kernel's own pages could not be undone.
            isAfterKept = files.contains(mapping.name) || isAfterKept && mapping.name.isEmpty
            let isNeeded =
                isAfterKept || mapping.name.hasPrefix("[v") || mapping.range.contains(stack)
            if !isNeeded, !mapping.isShared, mapping.isCopied { found += mapping.range.without(kept) }
            // The kernel copies no page table of a mapping that was never written to.
            if files.contains(mapping.name), !mapping.isExecutable, mapping.isCopied { unwritten += mapping.unwritten }
        }
        return (found, unwritten)
    }
}

/// fork in a worker whose row may have left memory out of what its forks copy.
public enum WholeFork {
    /// fork with all memory, for a child that does more than end and may only call what is async-signal-safe. 0 in the
    /// child, its number in the parent, a negated error number where it failed.
    public static func make() -> Int32 { LeanParent.forkWhole() }
}

extension Range where Bound == UInt {
    /// What is left of it, in order.
    func without(_ others: [Range]) -> [Range] {
        others.reduce([self]) { parts, other in
            parts.flatMap { part in
                [
                    part.clamped(to: 0..<other.lowerBound), part.clamped(to: other.upperBound..<UInt.max),
                ].filter { !$0.isEmpty }
            }
        }
    }
}
