import Testing

@testable import Probes

/// The sums by which messages are checked.
@Suite("Messages") struct MessageTests {
    private static let sizes = [24, 32, 64, 504, 512, 520, 528, 536, 544, 552, 4096, 65_536]

    private func withMessage(_ size: Int, _ body: (Message, UnsafeMutableRawPointer) -> Void) {
        let bytes = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
        defer { bytes.deallocate() }
        let message = Message(at: bytes, size: size)
        message.connection = 7
        message.sequence = 11
        message.fill(0x1234_5678_9abc_def0)
        body(message, bytes)
    }

    /// The state machine that takes shortcuts makes both sums at once: they are those that the others make.
    @Test(arguments: sizes) func bothSumsAtOnceAreThoseOneByOne(size: Int) {
        withMessage(size) { message, _ in
            let key = message.key
            let both = message.sums(answering: 99)
            #expect(message.key == key)
            #expect(both.request == message.sum(.request))
            message.key = 99
            #expect(both.answer == message.sum(.answer))
        }
    }

    /// Every word but the sum itself is in the sum, wherever it lies.
    @Test(arguments: sizes) func noWordMayChange(size: Int) {
        withMessage(size) { message, bytes in
            let sum = message.sum(.request)
            for word in 0..<size / 8 where word != 1 {
                let old = bytes.load(fromByteOffset: word * 8, as: UInt64.self)
                bytes.storeBytes(of: old ^ 1 << 40, toByteOffset: word * 8, as: UInt64.self)
                #expect(message.sum(.request) != sum, "word \(word)")
                bytes.storeBytes(of: old, toByteOffset: word * 8, as: UInt64.self)
            }
            #expect(message.sum(.request) == sum && message.sum(.answer) != sum)
        }
    }
}
