/// How wide a text is before it is drawn.
///
/// The advance widths of the printable ASCII characters in Helvetica, in thousandths of the font's size, and what else
/// occurs in names and figures. Where a viewer has no Helvetica it takes a wider font, so a tenth is added.
enum TextWidth {
    /// Pixels of a text in a font of so many pixels.
    static func pixels(_ text: String, font: Double = 14) -> Double {
        let thousandths = text.unicodeScalars.reduce(0) { sum, scalar in
            let place = Int(scalar.value) - 32
            return sum + (advances.indices.contains(place) ? advances[place] : scalar.value < 0x2000 ? 556 : 1000)
        }
        return Double(thousandths) / 1000 * font * slack
    }

    /// The text, without its middle where it is wider than that.
    static func shortened(_ text: String, to limit: Double, font: Double = 14) -> String {
        guard pixels(text, font: font) > limit else { return text }
        let characters = Array(text)
        var kept = characters.count - 1
        while kept > 2 {
            let head = kept / 2
            let short = String(characters.prefix(head)) + "…" + String(characters.suffix(kept - head))
            if pixels(short, font: font) <= limit { return short }
            kept -= 1
        }
        return String(characters.prefix(2)) + "…"
    }

    /// The text in lines that are no wider than that, broken between words.
    static func lines(_ text: String, to limit: Double, font: Double) -> [String] {
        var lines: [String] = []
        for word in text.split(separator: " ") {
            let word = shortened(String(word), to: limit, font: font)
            if let last = lines.last, pixels(last + " " + word, font: font) <= limit {
                lines[lines.count - 1] = last + " " + word
            } else {
                lines.append(word)
            }
        }
        return lines
    }

    private static let slack = 1.12

    private static let advances = [
        278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278,  // space to /
        556, 556, 556, 556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556,  // 0 to ?
        1015, 667, 667, 722, 722, 667, 611, 778, 722, 278, 500, 667, 556, 833, 722, 778,  // @ to O
        667, 778, 722, 667, 611, 722, 667, 944, 667, 667, 611, 278, 278, 278, 469, 556,  // P to _
        333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500, 222, 833, 556, 556,  // ` to o
        556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,  // p to ~
    ]
}
