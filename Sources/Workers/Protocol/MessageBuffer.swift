/// A message between toll and its workers: numbers and texts in a fixed order.
///
/// Both ends are the same program, so there is no version and no name in it; but a worker may die in the middle or be
/// broken on purpose, so reading never trusts a length.
struct MessageBuffer {
    private(set) var bytes: [UInt8]
    private var offset = 0

    /// The most that a message may hold.
    static let limit = 1 << 17

    /// The largest amount: 13 days in nanoseconds.
    static let most: Int64 = 1 << 50

    init(bytes: [UInt8] = []) { self.bytes = bytes }

    mutating func put(_ number: Int64) {
        withUnsafeBytes(of: number) { bytes.append(contentsOf: $0) }
    }

    mutating func put(_ text: String) {
        let utf8 = Array(text.utf8.prefix(4096))
        put(Int64(utf8.count))
        bytes += utf8
    }

    mutating func put(_ numbers: [Int64]) {
        put(Int64(numbers.count))
        for number in numbers { put(number) }
    }

    /// The next number, or nil when the message is over.
    mutating func number() -> Int64? {
        guard bytes.count - offset >= 8 else { return nil }
        defer { offset += 8 }
        return bytes[offset..<offset + 8].withUnsafeBytes { $0.loadUnaligned(as: Int64.self) }
    }

    /// The next number, if it is a count, a time or a size that can be: sums of many such do not overflow.
    mutating func amount() -> Int64? {
        guard let number = number(), -MessageBuffer.most <= number, number <= MessageBuffer.most else { return nil }
        return number
    }

    /// The next text.
    mutating func text() -> String? {
        guard let count = number(), count >= 0, count <= bytes.count - offset else { return nil }
        defer { offset += Int(count) }
        return String(decoding: bytes[offset..<offset + Int(count)], as: UTF8.self)
    }

    /// The next row of numbers.
    mutating func numbers() -> [Int64]? {
        guard let count = number(), count >= 0, count <= (bytes.count - offset) / 8 else { return nil }
        return (0..<count).compactMap { _ in number() }
    }

    /// The next row of amounts.
    mutating func amounts() -> [Int64]? {
        guard let row = numbers(), row.allSatisfy({ -MessageBuffer.most <= $0 && $0 <= MessageBuffer.most }) else {
            return nil
        }
        return row
    }
}
