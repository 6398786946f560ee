internal import Glibc

/// Zeroed memory that is touched before it is measured.
struct Memory {
    let base: UnsafeMutableRawPointer
    private let bytes: Int

    init(bytes: Int) throws {
        guard
            let base = mmap(
                nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE, -1, 0),
            base != MAP_FAILED
        else { throw Refusal("no \(bytes >> 20) MiB of memory: \(errorText())") }
        self.base = base
        self.bytes = bytes
    }

    func free() { munmap(base, bytes) }
}
