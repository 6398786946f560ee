import Charts
import Glibc
import Testing

/// Where the texts of a picture stand, as far as its source says.
struct Geometry {
    private let svg: String

    init(_ svg: String) { self.svg = svg }

    private func numbers(after text: Substring) -> [Double] {
        text.prefix { !")\"".contains($0) }.split { ", ".contains($0) }.compactMap { Double($0) }
    }

    /// Width and height.
    var size: [Double] {
        svg.firstRange(of: "viewBox=\"").map { Array(numbers(after: svg[$0.upperBound...]).suffix(2)) } ?? []
    }

    /// A text and where it stands, narrower than any font has it.
    private struct Placed {
        var text: Substring
        var across: ClosedRange<Double>
        var down: ClosedRange<Double>
    }

    private var texts: [Placed] {
        svg.split(separator: "<g transform=\"translate(").dropFirst().compactMap { piece in
            let place = numbers(after: piece)
            guard place.count == 2, let open = piece.firstRange(of: "<text>"), !piece.contains("rotate(") else {
                return nil
            }
            let text = piece[open.upperBound...].prefix { $0 != "<" }
            let font = piece.firstRange(of: "font-size=\"").map { numbers(after: piece[$0.upperBound...])[0] } ?? 14
            let width = Double(text.count) * font * 0.42
            let begin =
                piece.contains("text-anchor=\"end\"")
                ? place[0] - width : piece.contains("text-anchor=\"middle\"") ? place[0] - width / 2 : place[0]
            return Placed(text: text, across: begin...begin + width, down: place[1] - 0.6 * font...place[1])
        }
    }

    /// Begin and end of each text, and its height above the upper edge.
    func expectAllInside(_ name: String) {
        guard size.count == 2 else { Issue.record("\(name) has no size"); return }
        for placed in texts {
            let isWithin = placed.across.lowerBound >= 0 && placed.across.upperBound <= size[0]
            #expect(isWithin, "\(name): '\(placed.text)' goes beyond the side")
            let foot = placed.down.upperBound
            #expect(foot >= 8 && foot <= size[1], "\(name): '\(placed.text)' goes beyond top or bottom")
        }
    }

    /// No text lies on another.
    func expectNoOverlap(_ name: String) {
        let texts = texts.filter { !$0.text.allSatisfy { $0 == " " } }
        for (index, one) in texts.enumerated() {
            for other in texts[(index + 1)...] {
                let isFree = !one.across.overlaps(other.across) || !one.down.overlaps(other.down)
                #expect(isFree, "\(name): '\(one.text)' and '\(other.text)' lie on each other")
            }
        }
    }

    /// The colours that are used, without the rules for the dark.
    static func colours(in svg: String) -> Set<String> {
        var colours: Set<String> = []
        for piece in svg.split(separator: "#").dropFirst() {
            let digits = piece.prefix { $0.isHexDigit }
            if digits.count == 6 { colours.insert("#" + digits.lowercased()) }
        }
        return colours
    }
}

@Suite struct PaletteTests {
    private func contrast(_ one: String, _ other: String) -> Double {
        func luminance(_ colour: String) -> Double {
            let digits = Array(colour.dropFirst())
            let parts = [0, 2, 4].map { Double(Int(String(digits[$0...($0 + 1)]), radix: 16) ?? 0) / 255 }
            let linear = parts.map { $0 <= 0.04045 ? $0 / 12.92 : pow(($0 + 0.055) / 1.055, 2.4) }
            return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
        }
        let (a, b) = (luminance(one), luminance(other))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    private func dark(_ light: String) -> String { Palette.pairs.first { $0.light == light }?.dark ?? "" }

    @Test(arguments: [
        ("#222222", "#ffffff"), ("#6b6b70", "#ffffff"), ("#b34700", "#ffffff"),
        // On cells: dark text on pale ones, light text on strong ones.
        ("#212121", "#f2f7fc"), ("#212121", "#9ecae1"), ("#212121", "#6baed6"), ("#fdfdfd", "#2171b5"),
        ("#fdfdfd", "#3579b5"), ("#fdfdfd", "#1c5ea0"), ("#212121", "#deebf7"), ("#212121", "#c6dbef"),
        ("#212121", "#fdd9b5"), ("#222222", "#8cc5e8"),
        ("#fdfdfd", "#084594"), ("#212121", "#f5f5f5"), ("#212121", "#fdae6b"), ("#fdfdfd", "#b8500a"),
        ("#fdfdfd", "#8a2f03"),
    ])
    func textIsLegibleInLightAndInDark(text: String, ground: String) {
        #expect(contrast(text, ground) >= 4.5, "\(text) on \(ground)")
        #expect(contrast(dark(text), dark(ground)) >= 4.5, "\(dark(text)) on \(dark(ground)) in the dark")
    }

    @Test func noColourHasTwoCounterparts() {
        #expect(Set(Palette.pairs.map(\.light)).count == Palette.pairs.count)
    }
}
