internal import CKernel
internal import Glibc

/// An eventfd counts what is given, and its reader takes the count away.
struct EventCounter: Wire {
    private let descriptor: Descriptor

    init() throws {
        descriptor = try Descriptor(made: k_eventfd(), orRefuse: "no eventfd")
    }

    @inline(__always)
    func give() -> Int32 {
        var count: UInt64 = 1
        return outcome(write(descriptor.number, &count, 8), of: 8)
    }

    @inline(__always)
    func take() -> Int32 {
        var count: UInt64 = 0
        return outcome(read(descriptor.number, &count, 8), of: 8)
    }

    func close() { descriptor.close() }
}
