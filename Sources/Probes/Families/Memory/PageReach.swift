internal import Basics
internal import CKernel
internal import Counters

/// Whether the TLB knows huge pages as huge.
///
/// A guest's page is what the TLB keeps only if the hypervisor's page below it is as large. So as many lines are chased
/// through once in a row and once one in each 4 KiB: the same to the caches, and to a TLB that holds huge pages.
struct PageReach {
    /// Nanoseconds a load through lines in a row.
    let dense: Double
    /// Nanoseconds a load through lines of which each lies in another 4 KiB.
    let sparse: Double

    /// Lines of 64 bytes: enough that one in each 4 KiB is more than a TLB holds, and few enough for a second-level
    /// cache.
    private static let lines = 8192
    private static let page = 4096

    /// Measures it in the memory of `set`, which is written over. Nil if there is less than a page a line.
    init?(of set: UnsafeMutableRawPointer, bytes: Int) {
        guard bytes >= PageReach.lines * PageReach.page else { return nil }
        dense = PageReach.nanoseconds(in: set) { $0 * 64 }
        // Evenly over the sets of the caches: a page further on, and after sixteen pages a line.
        sparse = PageReach.nanoseconds(in: set) { $0 * PageReach.page + $0 / 16 % 64 * 64 }
    }

    /// For tests.
    init(dense: Double, sparse: Double) { (self.dense, self.sparse) = (dense, sparse) }

    /// What to say of it, where huge pages behave like small ones.
    var note: String? {
        guard sparse > 2 * dense else { return nil }
        let (slow, fast) = (Format.time(sparse), Format.time(dense))
        return "the TLB takes these huge pages for small ones, as where a hypervisor puts a guest on small pages: "
            + "\(PageReach.lines) lines, one in each 4 KiB, take \(slow) a load, in a row \(fast)"
    }

    /// The fastest of a few laps: what else ran can only have added.
    private static func nanoseconds(in set: UnsafeMutableRawPointer, offset: (Int) -> Int) -> Double {
        Chase.drawCycle(in: set, lines: lines, offset: offset)
        var at: UnsafeMutablePointer<UnsafeMutableRawPointer?>? = set.assumingMemoryBound(
            to: UnsafeMutableRawPointer?.self)
        var fastest = Int64.max
        for _ in 0..<16 {
            let start = Clock.raw()
            at = k_chase(at, lines)
            fastest = min(fastest, Clock.raw() - start)
        }
        return Double(fastest) / Double(lines)
    }
}
