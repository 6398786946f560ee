/// A message as it lies in memory, in words of this machine: the connection's number and the message's place in the
/// connection's sequence (32 bits each), a checksum of everything else, then the payload.
///
/// The checksum passes through a bijection for each word, so that no change of a single word goes unnoticed.
struct Message {
    /// Where it lies; aligned to 8 bytes.
    let bytes: UnsafeMutableRawPointer
    /// Words of 8 bytes, the two of the head included.
    let words: Int

    /// Whose sum an answer carries, so that a request sent back as it came is no answer.
    enum Direction: UInt64 {
        case request = 0x7265_7175_6573_7400
        case answer = 0x616e_7377_6572_0000
    }

    @inline(__always)
    init(at bytes: UnsafeMutableRawPointer, size: Int) {
        self.bytes = bytes
        words = size / 8
    }

    @inline(__always)
    var connection: UInt32 {
        get { bytes.load(as: UInt32.self) }
        nonmutating set { bytes.storeBytes(of: newValue, as: UInt32.self) }
    }

    @inline(__always)
    var sequence: UInt32 {
        get { bytes.load(fromByteOffset: 4, as: UInt32.self) }
        nonmutating set { bytes.storeBytes(of: newValue, toByteOffset: 4, as: UInt32.self) }
    }

    @inline(__always)
    var checksum: UInt64 {
        get { bytes.load(fromByteOffset: 8, as: UInt64.self) }
        nonmutating set { bytes.storeBytes(of: newValue, toByteOffset: 8, as: UInt64.self) }
    }

    /// The first word of the payload: the request's key, the answer's result.
    @inline(__always)
    var key: UInt64 {
        get { bytes.load(fromByteOffset: 16, as: UInt64.self) }
        nonmutating set { bytes.storeBytes(of: newValue, toByteOffset: 16, as: UInt64.self) }
    }

    /// Fills the payload with words that follow from one.
    @inline(__always)
    func fill(_ key: UInt64) {
        self.key = key
        for word in 3..<max(words, 3) {
            bytes.storeBytes(of: key ^ UInt64(truncatingIfNeeded: word), toByteOffset: word * 8, as: UInt64.self)
        }
    }

    /// What the checksum has to be.
    @inline(__always)
    func sum(_ direction: Direction) -> UInt64 {
        var sum = (direction.rawValue ^ bytes.load(as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
        for word in 2..<words {
            sum ^= sum >> 32
            sum = (sum ^ bytes.load(fromByteOffset: word * 8, as: UInt64.self)) &* 0x9e37_79b9_7f4a_7c15
        }
        return sum
    }
}
