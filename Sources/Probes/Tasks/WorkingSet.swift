internal import CKernel
internal import Glibc

/// Memory that a context uses between two switches.
struct WorkingSet {
    let base: UnsafeMutableRawPointer?
    let bytes: Int

    /// Maps `bytes` and touches them once. Of nothing there is nothing to map.
    init(bytes: Int, of place: Place, sets: Int) throws {
        self.bytes = bytes
        let (all, isTooMuch) = bytes.multipliedReportingOverflow(by: sets)
        guard !isTooMuch, all <= place.memory else {
            throw Refusal("\(sets) sets of \(bytes >> 10) KiB are more than the \(place.memory >> 20) MiB to be used")
        }
        guard bytes > 0 else {
            base = nil
            return
        }
        let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0)
        guard let mapped, mapped != MAP_FAILED else { throw Refusal("no memory for a working set: \(errorText())") }
        base = mapped
        touch()
    }

    /// Changes one word in every cache line.
    @inline(__always)
    func touch() {
        if let base { k_touch(base, bytes) }
    }

    func free() {
        if let base { munmap(base, bytes) }
    }
}
