internal import CKernel

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
        return k_write8(descriptor.number, &count) == 8
    }

    @inline(__always)
    func take() -> Bool {
        var count: UInt64 = 0
        return k_read8(descriptor.number, &count) == 8
    }

    func close() { descriptor.close() }
}
