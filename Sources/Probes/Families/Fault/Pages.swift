internal import CKernel
internal import Glibc

/// Memory whose pages are touched one after the other, and given back so that the next touch finds them missing.
final class Pages {
    let base: UnsafeMutableRawPointer
    /// Bytes from one touch to the next, and how many touches there are room for.
    let stride: Int
    let count: Int
    private let whole: UnsafeMutableRawPointer
    private let wholeBytes: Int

    /// Anonymous memory, or the pages of a file that is mapped shared. It never gets a huge page unless asked to.
    ///
    /// - Parameter alignment: a power of two that the first page's address is a multiple of.
    init(
        _ count: Int, stride: Int = Pages.size, alignment: Int = Pages.size, isHuge: Bool = false,
        file: Descriptor? = nil
    ) throws {
        (self.count, self.stride) = (count, stride)
        let bytes = count * stride
        wholeBytes = bytes + alignment
        let flags = file == nil ? MAP_PRIVATE | MAP_ANONYMOUS : MAP_SHARED
        let made = mmap(nil, wholeBytes, PROT_READ | PROT_WRITE, flags | MAP_NORESERVE, file?.number ?? -1, 0)
        guard let made, made != MAP_FAILED else { throw Refusal("no memory for \(count) pages: \(errorText())") }
        whole = made
        base = made + (alignment - Int(bitPattern: made) % alignment) % alignment
        madvise(base, bytes, isHuge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE)
    }

    static let size = Int(getpagesize())

    /// Lets all pages go, so that each faults again.
    @inline(__always)
    func giveBack() throws {
        guard madvise(base, count * stride, MADV_DONTNEED) == 0 else {
            throw OperationFailed("MADV_DONTNEED: \(errorText())")
        }
    }

    /// Writes to the first so many.
    @inline(__always)
    func write(_ some: Int) { k_write_pages(base, some, stride) }

    /// Reads of the first so many.
    @inline(__always)
    func read(_ some: Int) { k_read_pages(base, some, stride) }

    func free() { munmap(whole, wholeBytes) }
}

extension Pages {
    /// Touches pages and gives them back, over and over; only the touches are timed.
    func rig(notes: [String] = [], finish: @escaping () -> Void, touch: @escaping (Int) throws -> Void) -> Rig {
        Rig(
            notes: notes, finish: finish,
            timing: { [self] n, watch in
                var left = n
                while left > 0 {
                    let some = min(left, count)
                    try giveBack()
                    try watch.time { try touch(some) }
                    left -= some
                }
            })
    }
}
