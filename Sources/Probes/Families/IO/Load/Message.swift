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
        var sum = (direction.rawValue ^ bytes.load(as: UInt64.self)) &* Message.odd
        var word = 2
        if words > Message.manyWords { sum = inLanes(sum, &word) }
        while word < words {
            sum = Message.join(sum, bytes.load(fromByteOffset: word * 8, as: UInt64.self))
            word += 1
        }
        return sum
    }

    private static let odd: UInt64 = 0x9e37_79b9_7f4a_7c15
    /// Beyond so many words a sum is made in lanes: one after the other, most of what a large message costs would be
    /// waiting for the multiplier.
    private static let manyWords = 64

    @inline(__always)
    private static func join(_ sum: UInt64, _ word: UInt64) -> UInt64 { (sum ^ sum >> 32 ^ word) &* odd }

    /// Joins four words at a time from `word` on, each to a lane of its own, and the lanes to the sum.
    @inline(never)
    private func inLanes(_ sum: UInt64, _ word: inout Int) -> UInt64 {
        var (a, b, c, d): (UInt64, UInt64, UInt64, UInt64) = (1, 2, 3, 4)
        while word + 4 <= words {
            a = Message.join(a, bytes.load(fromByteOffset: word * 8, as: UInt64.self))
            b = Message.join(b, bytes.load(fromByteOffset: word * 8 + 8, as: UInt64.self))
            c = Message.join(c, bytes.load(fromByteOffset: word * 8 + 16, as: UInt64.self))
            d = Message.join(d, bytes.load(fromByteOffset: word * 8 + 24, as: UInt64.self))
            word += 4
        }
        return Message.join(Message.join(Message.join(Message.join(sum, a), b), c), d)
    }

    /// The sums of a request and of its answer, which differ in the direction and the key: in one pass where the
    /// message is small.
    @inline(__always)
    func sums(answering result: UInt64) -> (request: UInt64, answer: UInt64) {
        guard words <= Message.manyWords else {
            let (asked, request) = (key, sum(.request))
            key = result
            defer { key = asked }
            return (request, sum(.answer))
        }
        let head = bytes.load(as: UInt64.self)
        var request = Message.join((Direction.request.rawValue ^ head) &* Message.odd, key)
        var answer = Message.join((Direction.answer.rawValue ^ head) &* Message.odd, result)
        for word in 3..<max(words, 3) {
            let value = bytes.load(fromByteOffset: word * 8, as: UInt64.self)
            request = Message.join(request, value)
            answer = Message.join(answer, value)
        }
        return (request, answer)
    }
}
