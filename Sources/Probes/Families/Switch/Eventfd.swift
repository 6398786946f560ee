internal import CKernel
internal import Glibc

/// An eventfd counts what is given, and its reader takes the count away.
struct EventCounter: Wire {
    private let descriptor: Descriptor

    init() throws {
        descriptor = Descriptor(k_eventfd())
        guard descriptor.number >= 0 else { throw Refusal("no eventfd: \(errorText())") }
    }

    @inline(__always)
    func give() -> Bool {
        var count: UInt64 = 1
        return write(descriptor.number, &count, 8) == 8
    }

    @inline(__always)
    func take() -> Bool {
        var count: UInt64 = 0
        return read(descriptor.number, &count, 8) == 8
    }

    func close() { descriptor.close() }
}
