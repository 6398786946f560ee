internal import Basics

extension Chart {
    /// The chart in lines of at most so many characters; none where it has no form in characters.
    public func lines(width: Int) -> [String] {
        guard let bars else { return [] }
        let notes = notes.flatMap { words($0.printable, to: width) }
        return words(title.printable, to: width) + [""] + bars.lines(width: width) + notes + [""]
    }
}

extension TextChart {
    /// The rows in lines of at most so many characters, then what they mean.
    public func lines(width: Int) -> [String] {
        let drawn = rows.filter { $0.shape != .heading }
        let textWidth = min(drawn.map(\.text.count).max() ?? 0, width / 3)
        let longest = drawn.map(\.label.count).max() ?? 0
        let labelWidth = min(longest, max(8, width - textWidth - 4 - max(12, width / 3)))
        let room = max(1, width - labelWidth - textWidth - 4)
        let lines = rows.flatMap { row -> [String] in
            guard row.shape != .heading else { return words(row.label.printable, to: width) }
            let label = TextChart.shortened(row.label.printable, to: labelWidth)
            let padding = String(repeating: " ", count: labelWidth - label.count)
            let text = TextChart.shortened(row.text.printable, to: textWidth)
            let field = field(row.shape, room)
            return [
                TextChart.trimmed(
                    label + padding + "  " + field
                        + (text.isEmpty ? "" : String(repeating: " ", count: textWidth - text.count + 2) + text))
            ]
        }
        return lines + [""] + words(legend, to: width)
    }

    /// A row's field, of exactly so many characters.
    private func field(_ shape: Shape, _ room: Int) -> String {
        var field = [Character](repeating: " ", count: room)
        switch shape {
        case .heading: break
        case .bar(let from, let to, let dark, let mark): drawBar(from, to, dark: dark, mark: mark, in: &field)
        case .marks(let marks, let line, let against):
            if let line {
                for place in span(line.lowerBound, line.upperBound, room) { field[place] = "─" }
                if scale.share(line.upperBound) > 1 { field[room - 1] = "▶" }
                if scale.share(line.lowerBound) < 0 { field[0] = "◀" }
            }
            if let against, let place = place(against, room) { field[place] = field[place] == "─" ? "┼" : "│" }
            for mark in marks { if let place = place(mark.value, room) { field[place] = mark.character } }
        case .strip(let heights):
            guard !heights.isEmpty else { break }
            for place in 0..<room {
                // Several heights to a character: the highest of them.
                let from = place * heights.count / room
                let to = max(from + 1, (place + 1) * heights.count / room)
                field[place] = TextChart.height(heights[from..<min(to, heights.count)].max() ?? 0)
            }
        case .shades(let shades):
            let each = max(1, min(4, room / max(1, shades.count)))
            for (index, shade) in shades.enumerated() {
                for place in index * each..<(index + 1) * each where place < room {
                    field[place] = shade.map(TextChart.shade) ?? "·"
                }
            }
        }
        return String(field)
    }

    private func drawBar(_ from: Double, _ to: Double, dark: Double?, mark: Double?, in field: inout [Character]) {
        let room = field.count
        let (begin, end) = (min(from, to), max(from, to))
        func eighths(_ value: Double) -> Int { Int((min(max(scale.share(value), 0), 1) * Double(room * 8)).rounded()) }
        func fill(_ begin: Double, _ end: Double, _ full: Character, ends: Bool) {
            let (first, last) = (eighths(begin), eighths(end))
            for place in first / 8..<max(first / 8, last / 8) { field[place] = full }
            // Only a full bar can end within a character; a light one is rounded. What is not nothing shows.
            let rest = last % 8
            if last / 8 < room, rest > 0 || (last / 8 == first / 8 && end > begin) {
                if ends {
                    field[last / 8] = TextChart.ends[max(rest, 1) - 1]
                } else if rest > 3 || last / 8 == first / 8 {
                    field[last / 8] = full
                }
            }
        }
        if let dark {
            fill(begin, end, "░", ends: false)
            fill(min(from, dark), max(from, dark), "█", ends: true)
        } else {
            fill(begin, end, "█", ends: true)
        }
        if scale.share(end) > 1.0001, room > 0 { field[room - 1] = "▶" }
        if let mark, let place = place(mark, room) { field[place] = "┃" }
    }

    private func place(_ value: Double, _ room: Int) -> Int? {
        let share = scale.share(value)
        guard share.isFinite, (-0.0001...1.0001).contains(share), room > 0 else { return nil }
        return min(room - 1, max(0, Int((share * Double(room - 1)).rounded())))
    }

    private func span(_ low: Double, _ high: Double, _ room: Int) -> Range<Int> {
        func held(_ value: Double) -> Int {
            Int((min(max(scale.share(value), 0), 1) * Double(room - 1)).rounded())
        }
        return held(low)..<min(room, held(high) + 1)
    }

    private static let ends: [Character] = ["▏", "▎", "▍", "▌", "▋", "▊", "▉"]

    private static func height(_ share: Double) -> Character {
        let heights: [Character] = [" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"]
        guard share > 0 else { return " " }
        return heights[min(8, max(1, Int((share * 8).rounded())))]
    }

    private static func shade(_ share: Double) -> Character {
        let shades: [Character] = [" ", "░", "▒", "▓", "█"]
        return shades[min(4, max(0, Int((share * 4).rounded())))]
    }

    /// The text without its middle, where it has more characters than that.
    static func shortened(_ text: String, to limit: Int) -> String {
        guard text.count > limit else { return text }
        guard limit > 2 else { return String(text.prefix(max(0, limit))) }
        let head = (limit - 1) / 2
        return text.prefix(head) + "…" + text.suffix(limit - 1 - head)
    }

    private static func trimmed(_ line: String) -> String {
        var line = line
        while line.last == " " { line.removeLast() }
        return line
    }
}

/// A text in lines of at most so many characters, broken between words.
private func words(_ text: String, to width: Int) -> [String] {
    var lines: [String] = []
    for word in text.split(separator: " ") {
        let word = TextChart.shortened(String(word), to: width)
        if let last = lines.last, last.count + 1 + word.count <= width {
            lines[lines.count - 1] = last + " " + word
        } else {
            lines.append(word)
        }
    }
    return lines
}
