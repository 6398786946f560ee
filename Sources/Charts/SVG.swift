/// A picture of gnuplot's made ready: colours by CSS, a title for those who cannot see it, and nothing that is not
/// used.
///
/// It is worked on as bytes: in text a search goes by what people see as one character, which takes longer than
/// gnuplot does.
public struct SVG: Sendable {
    private var bytes: [UInt8]

    /// A picture as gnuplot wrote it. Nil where it is none.
    public init?(_ drawn: String, chart: Chart) {
        let drawn = Array(drawn.utf8)
        guard let start = drawn.place(of: "<svg"), !drawn.has("<script", inAnyCase: true) else { return nil }
        let shorter = [
            ("\t", ""), ("  '/>", "'/>"), (" font-family=\"Helvetica,Arial,sans-serif\"", ""),
            (" font-size=\"14.00\"", ""), (" stroke-width=\"1.00\"", ""),
            (" stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", ""),
        ]
        bytes = SVG.hexadecimal(drawn[start...]).replacing(shorter)
        keepWhatIsUsed()
        if let begin = bytes.place(of: "<title>"), let end = bytes.place(of: "</desc>") {
            let words = chart.notes.map(HTML.text).joined(separator: ". ")
            bytes.replaceSubrange(
                begin..<end + 7, with: "<title>\(HTML.text(chart.title))</title><desc>\(words)</desc>".utf8)
        }
        if let end = bytes.place(of: ">") {
            let look = " role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"14\""
            bytes.insert(contentsOf: look.utf8, at: end)
        }
    }

    /// The picture as a file of its own, with its colours for the dark.
    public var file: String {
        var whole = bytes
        if let end = bytes.place(of: ">") {
            whole.insert(
                contentsOf: "\n<style>\(Palette.condition){\n\(Palette.rules())\n}</style>".utf8, at: end + 1)
        }
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + String(decoding: whole, as: UTF8.self)
    }

    /// The picture as a part of a page, which holds several: with names of its own.
    public func part(named name: String) -> String {
        let own = [
            ("id=\"gnuplot", "id=\"\(name)-gnuplot"), ("id='gp", "id='\(name)-gp"), ("#gp", "#\(name)-gp"),
            ("id=\"gp", "id=\"\(name)-gp"),
        ]
        return String(decoding: bytes.replacing(own), as: UTF8.self)
    }

    /// `rgb(0, 114, 178)` as `#0072b2`, so that a colour is spelled in one way.
    private static func hexadecimal(_ bytes: ArraySlice<UInt8>) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        let opening = Array("rgb(".utf8)
        while index < bytes.endIndex {
            guard bytes[index] == opening[0], bytes[index...].starts(with: opening),
                let end = bytes[index...].prefix(32).firstIndex(of: UInt8(ascii: ")"))
            else {
                result.append(bytes[index])
                index += 1
                continue
            }
            let numbers = String(decoding: bytes[(index + 4)..<end], as: UTF8.self).split(separator: ",")
                .compactMap { part in UInt8(part.filter { $0 != " " }) }
            result.append(UInt8(ascii: "#"))
            for number in numbers { result += [digits[Int(number / 16)], digits[Int(number % 16)]] }
            index = end + 1
        }
        return result
    }

    /// Leaves out marks and filters that nothing refers to, and groups in which there is nothing, of which gnuplot
    /// writes one for each plot.
    private mutating func keepWhatIsUsed() {
        var lines = bytes.split(separator: UInt8(ascii: "\n"))
        if let first = lines.firstIndex(where: { $0.starts(with: "<filter id='textbox'".utf8) }),
            let last = lines.lastIndex(where: { $0.starts(with: "</filter>".utf8) }), first < last
        {
            lines.removeSubrange(first...last)
        }
        var uses = [String: Int](lines.flatMap { SVG.names(after: "#gp", in: $0) }.map { ($0, 1) }, uniquingKeysWith: +)
        var marks: [String: Int] = [:]
        for (number, line) in lines.enumerated() {
            for name in SVG.names(after: "id='gp", in: line) where marks[name] == nil { marks[name] = number }
        }
        // A mark may refer to those before it.
        var dropped: Set<Int> = []
        for mark in (0...14).reversed().map({ "Pt\($0)" }) + ["Dot"] {
            guard let place = marks[mark], uses[mark, default: 0] == 0 else { continue }
            dropped.insert(place)
            for name in SVG.names(after: "#gp", in: lines[place]) { uses[name, default: 1] -= 1 }
        }
        var kept: [ArraySlice<UInt8>] = []
        for (number, line) in lines.enumerated() where !dropped.contains(number) {
            if line.elementsEqual("</g>".utf8), let last = kept.last, last.starts(with: "<g ".utf8),
                last.last == UInt8(ascii: ">"), !last.has("</")
            {
                kept.removeLast()
            } else {
                kept.append(line)
            }
        }
        bytes = Array(kept.joined(separator: [UInt8(ascii: "\n")])) + [UInt8(ascii: "\n")]
    }

    /// The names that stand in a line after some text: letters and digits.
    private static func names(after text: StaticString, in line: ArraySlice<UInt8>) -> [String] {
        var names: [String] = []
        var rest = line
        while let place = rest.place(of: text) {
            let name = rest[(place + text.utf8CodeUnitCount)...].prefix {
                (48...57).contains($0) || (65...90).contains($0) || (97...122).contains($0)
            }
            names.append(String(decoding: name, as: UTF8.self))
            rest = rest[name.endIndex...]
        }
        return names
    }
}

extension RandomAccessCollection<UInt8> where Index == Int {
    /// Where a text of ASCII begins for the first time.
    fileprivate func place(of text: StaticString, inAnyCase: Bool = false) -> Int? {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        guard count >= wanted.count else { return nil }
        return (startIndex...endIndex - wanted.count).first { place in
            wanted.indices.allSatisfy { index in
                let byte = self[place + index]
                return byte == wanted[index] || (inAnyCase && (65...90).contains(byte) && byte + 32 == wanted[index])
            }
        }
    }

    /// Whether a text of ASCII is in it; in any case where it is in small letters.
    fileprivate func has(_ text: StaticString, inAnyCase: Bool = false) -> Bool {
        place(of: text, inAnyCase: inAnyCase) != nil
    }
}

extension [UInt8] {
    /// The same with each of some texts in another's place, all in one pass.
    fileprivate func replacing(_ pairs: [(old: String, new: String)]) -> [UInt8] {
        let pairs = pairs.map { (old: Array($0.old.utf8), new: Array($0.new.utf8)) }
        let begins = Set(pairs.map { $0.old[0] })
        var result: [UInt8] = []
        result.reserveCapacity(count)
        var index = 0
        while index < count {
            if begins.contains(self[index]), let pair = pairs.first(where: { self[index...].starts(with: $0.old) }) {
                result += pair.new
                index += pair.old.count
            } else {
                result.append(self[index])
                index += 1
            }
        }
        return result
    }
}
