/// Goes through JSON without building anything of it: where its parts begin and end, and columns of numbers. What lies
/// between is left to a decoder, part by part, so that reading takes little more memory than what is read.
struct JSONScan {
    /// What is wrong with a text.
    enum Fault: Error { case notJSON, wrongType, makesNoSense }

    let bytes: UnsafeBufferPointer<UInt8>
    /// Where the next byte is.
    private(set) var place = 0

    /// Deeper than this nothing is nested.
    private static let deepest = 512

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    /// The same at a part of it.
    func at(_ part: Range<Int>) -> JSONScan {
        var scan = self
        scan.place = part.lowerBound
        return scan
    }

    /// Whether nothing but space is left.
    var isAtEnd: Bool {
        var scan = self
        scan.passSpace()
        return scan.place == bytes.count
    }

    /// Goes through an object. `visit` gets each key, and has to go past its value.
    mutating func members(_ visit: (String, inout JSONScan) throws -> Void) throws {
        try begin(.brace)
        guard !ends(.closingBrace) else { return }
        repeat {
            let key = try key()
            try visit(text(in: key), &self)
        } while try goesOn(to: .closingBrace)
    }

    /// Goes through an array. `visit` gets each place, and has to go past what is there.
    mutating func elements(_ visit: (Int, inout JSONScan) throws -> Void) throws {
        try begin(.bracket)
        guard !ends(.closingBracket) else { return }
        var index = 0
        repeat {
            try visit(index, &self)
            index += 1
        } while try goesOn(to: .closingBracket)
    }

    /// Goes past a value, whatever it is; where it was.
    mutating func value() throws -> Range<Int> {
        passSpace()
        let start = place
        try pass()
        return start..<place
    }

    /// A whole number.
    mutating func number<Number: FixedWidthInteger>() throws -> Number {
        passSpace()
        return try wholeNumber()
    }

    /// An array of whole numbers.
    mutating func numbers<Number: FixedWidthInteger>() throws -> [Number] {
        try begin(.bracket)
        guard !ends(.closingBracket) else { return [] }
        var numbers: [Number] = []
        // As many as there are commas: an array that grows holds three times its size while it does.
        let rest = bytes[place...].prefix { $0 != .closingBracket }
        numbers.reserveCapacity(1 + rest.reduce(0) { $0 + ($1 == .comma ? 1 : 0) })
        repeat {
            passSpace()
            numbers.append(try wholeNumber())
        } while try goesOn(to: .closingBracket)
        return numbers
    }

    // MARK: - One step

    /// The next byte; 0 at the end, which no JSON has.
    private var next: UInt8 { place < bytes.count ? bytes[place] : 0 }

    private mutating func passSpace() {
        while next == 0x20 || next == 0x0a || next == 0x0d || next == 0x09 { place += 1 }
    }

    private mutating func begin(_ bracket: UInt8) throws {
        passSpace()
        guard next == bracket else {
            try pass()
            throw Fault.wrongType
        }
        place += 1
    }

    private mutating func ends(_ bracket: UInt8) -> Bool {
        passSpace()
        guard next == bracket else { return false }
        place += 1
        return true
    }

    /// Whether there is another element, and not the end.
    private mutating func goesOn(to bracket: UInt8) throws -> Bool {
        if ends(bracket) { return false }
        guard next == .comma else { throw Fault.notJSON }
        place += 1
        return true
    }

    /// Goes past a key and its colon; where the key was, quotes included.
    private mutating func key() throws -> Range<Int> {
        passSpace()
        let start = place
        try passText()
        let end = place
        passSpace()
        guard next == .colon else { throw Fault.notJSON }
        place += 1
        return start..<end
    }

    /// Goes past a value without calling itself: what is nested without end would use the stack up.
    private mutating func pass() throws {
        var open: [UInt8] = []
        while true {
            passSpace()
            switch next {
            case .brace, .bracket:
                let closing: UInt8 = next == .brace ? .closingBrace : .closingBracket
                place += 1
                guard !ends(closing) else { break }
                guard open.count < JSONScan.deepest else { throw Fault.notJSON }
                open.append(closing)
                if closing == .closingBrace { _ = try key() }
                continue
            case .quote: try passText()
            case .minus, digits: try passNumber()
            default:
                guard let word = ["true", "false", "null"].first(where: { bytes[place...].starts(with: $0.utf8) })
                else {
                    throw Fault.notJSON
                }
                place += word.utf8.count
            }
            // Something has ended, and with it perhaps what it was in.
            while let closing = open.last, try !goesOn(to: closing) { open.removeLast() }
            guard let closing = open.last else { return }
            if closing == .closingBrace { _ = try key() }
        }
    }

    private mutating func passText() throws {
        guard next == .quote else { throw Fault.notJSON }
        place += 1
        while next != .quote {
            guard next >= 0x20 else { throw Fault.notJSON }
            place += next == .backslash ? 2 : 1
        }
        place += 1
    }

    private mutating func passNumber() throws {
        if next == .minus { place += 1 }
        if next == digits.lowerBound { place += 1 } else { try passDigits() }
        if next == .point {
            place += 1
            try passDigits()
        }
        guard next | 0x20 == .exponent else { return }
        place += 1
        if next == .minus || next == .plus { place += 1 }
        try passDigits()
    }

    private mutating func passDigits() throws {
        guard digits.contains(next) else { throw Fault.notJSON }
        while digits.contains(next) { place += 1 }
    }

    private mutating func wholeNumber<Number: FixedWidthInteger>() throws -> Number {
        let start = place
        let isNegative = next == .minus
        if isNegative { place += 1 }
        let first = place
        var (number, isTooLarge): (Number, Bool) = (0, false)
        while digits.contains(next) {
            let digit = Number(truncatingIfNeeded: next - digits.lowerBound)
            let (shifted, one) = number.multipliedReportingOverflow(by: 10)
            let (sum, two) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            (number, isTooLarge) = (sum, isTooLarge || one || two)
            place += 1
        }
        let isPlain = next != .point && next | 0x20 != .exponent && !isTooLarge
        if isPlain, place > first, bytes[first] != digits.lowerBound || place == first + 1 { return number }
        // What is written otherwise may be one all the same: 1e3.
        place = start
        try pass()
        guard isNegative || digits.contains(bytes[start]) else { throw Fault.wrongType }
        let other = Double(String(decoding: bytes[start..<place], as: UTF8.self))
        guard let exact = other.flatMap({ Number(exactly: $0) }) else { throw Fault.makesNoSense }
        return exact
    }

    /// What stands between quotes.
    private func text(in part: Range<Int>) throws -> String {
        guard bytes[part].contains(.backslash) else {
            return String(decoding: bytes[part].dropFirst().dropLast(), as: UTF8.self)
        }
        return try decoded(String.self, from: part)
    }
}

private let digits = UInt8(ascii: "0")...UInt8(ascii: "9")

extension UInt8 {
    fileprivate static let quote = UInt8(ascii: "\"")
    fileprivate static let backslash = UInt8(ascii: "\\")
    fileprivate static let comma = UInt8(ascii: ",")
    fileprivate static let colon = UInt8(ascii: ":")
    fileprivate static let minus = UInt8(ascii: "-")
    fileprivate static let plus = UInt8(ascii: "+")
    fileprivate static let point = UInt8(ascii: ".")
    fileprivate static let exponent = UInt8(ascii: "e")
    fileprivate static let brace = UInt8(ascii: "{")
    fileprivate static let closingBrace = UInt8(ascii: "}")
    fileprivate static let bracket = UInt8(ascii: "[")
    fileprivate static let closingBracket = UInt8(ascii: "]")
}
