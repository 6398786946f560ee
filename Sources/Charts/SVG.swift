/// A picture of gnuplot's made ready: colours by CSS, a title for those who cannot see it, and nothing that is not
/// used.
public struct SVG: Sendable {
    private var text: String

    /// A picture as gnuplot wrote it. Nil where it is none.
    public init?(_ drawn: String, chart: Chart) {
        guard let start = drawn.firstRange(of: "<svg"), !drawn.lowercased().contains("<script") else { return nil }
        text = SVG.hexadecimal(String(drawn[start.lowerBound...]))
        text = text.replacing("\t", with: "").replacing("  '/>", with: "'/>")
            .replacing(" font-family=\"Helvetica,Arial,sans-serif\"", with: "")
            .replacing(" font-size=\"14.00\"", with: "").replacing(" stroke-width=\"1.00\"", with: "")
            .replacing(" stroke-linecap=\"butt\" stroke-linejoin=\"miter\"", with: "")
        dropUnusedMarks()
        dropEmptyGroups()
        if let end = text.firstRange(of: "<title>"), let after = text.firstRange(of: "</desc>") {
            let words = chart.notes.map(HTML.text).joined(separator: ". ")
            text.replaceSubrange(
                end.lowerBound..<after.upperBound,
                with: "<title>\(HTML.text(chart.title))</title><desc>\(words)</desc>")
        }
        if let end = text.firstRange(of: ">") {
            let look = " role=\"img\" font-family=\"Helvetica,Arial,sans-serif\" font-size=\"14\""
            text.insert(contentsOf: look, at: end.lowerBound)
        }
    }

    /// The picture as a file of its own, with its colours for the dark.
    public var file: String {
        guard let end = text.firstRange(of: ">") else { return text }
        var whole = text
        let style = "<style>\(Palette.condition){\n\(Palette.rules())\n}</style>"
        whole.insert(contentsOf: "\n" + style, at: end.upperBound)
        return "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n" + whole
    }

    /// The picture as a part of a page, which holds several: with names of its own.
    public func part(named name: String) -> String {
        text.replacing("id=\"gnuplot", with: "id=\"\(name)-gnuplot")
            .replacing("id='gp", with: "id='\(name)-gp").replacing("#gp", with: "#\(name)-gp")
            .replacing("id=\"gp", with: "id=\"\(name)-gp")
    }

    /// `rgb(0, 114, 178)` as `#0072b2`, so that a colour is spelled in one way.
    private static func hexadecimal(_ text: String) -> String {
        let digits = Array("0123456789abcdef".utf8)
        let bytes = Array(text.utf8)
        var result: [UInt8] = []
        result.reserveCapacity(bytes.count)
        var index = 0
        let opening = Array("rgb(".utf8)
        while index < bytes.count {
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
        return String(decoding: result, as: UTF8.self)
    }

    /// Marks and filters that nothing refers to.
    private mutating func dropUnusedMarks() {
        var lines = text.split(separator: "\n", omittingEmptySubsequences: true).map { String($0) }
        if let first = lines.firstIndex(where: { $0.hasPrefix("<filter id='textbox'") }),
            let last = lines.lastIndex(where: { $0.hasPrefix("</filter>") }), first < last
        {
            lines.removeSubrange(first...last)
        }
        for mark in (0...14).reversed().map({ "gpPt\($0)'" }) + ["gpDot'"] {
            guard let place = lines.firstIndex(where: { $0.contains("id='" + mark) }) else { continue }
            if !lines.contains(where: { $0.contains("#" + mark) }) { lines.remove(at: place) }
        }
        text = lines.joined(separator: "\n")
    }

    /// Groups in which there is nothing, of which gnuplot writes one for each plot.
    private mutating func dropEmptyGroups() {
        var kept: [Substring] = []
        for line in text.split(separator: "\n") {
            if line == "</g>", let last = kept.last, last.hasPrefix("<g "), last.hasSuffix(">"), !last.contains("</") {
                kept.removeLast()
            } else {
                kept.append(line)
            }
        }
        text = kept.joined(separator: "\n") + "\n"
    }
}
