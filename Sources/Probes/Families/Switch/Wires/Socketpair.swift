internal import CKernel
internal import Glibc

/// A byte goes through a pair of stream sockets.
struct SocketPair: Wire {
    private let near: Descriptor
    private let far: Descriptor

    init() throws {
        var ends: [Int32] = [0, 0]
        let stream = Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, stream, 0, &ends) == 0 else { throw Refusal("no socket pair: \(errorText())") }
        (near, far) = (Descriptor(ends[0]), Descriptor(ends[1]))
    }

    @inline(__always)
    func give() -> Int32 {
        var byte: UInt8 = 0
        return outcome(write(near.number, &byte, 1), of: 1)
    }

    @inline(__always)
    func take() -> Int32 {
        var byte: UInt8 = 0
        return outcome(read(far.number, &byte, 1), of: 1)
    }

    func close() {
        near.close()
        far.close()
    }
}
