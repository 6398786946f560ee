/// Rows of text in columns, fitted to the width of what they are printed on. Knows nothing of what it shows.
struct Table {
    /// On which side of its column a text stands.
    enum Side { case left, right }

    /// What a column does where the table is wider than the terminal, in this order.
    enum Yield: Equatable {
        /// Its text is wrapped between words; where that does not do, it stands below its row.
        case wraps
        /// It is left out, the highest number first, and named below the table.
        case goes(Int)
        /// It stands in a further block below, which repeats the columns that do not move.
        case moves
        /// Its text is shortened in the middle, as the last resort.
        case stays
    }

    /// A column.
    struct Column {
        var title: String
        var side: Side
        var yield: Yield
        /// What it is called where it is left out.
        var name: String

        init(_ title: String, _ side: Side = .left, _ yield: Yield = .stays, named name: String? = nil) {
            (self.title, self.side, self.yield, self.name) = (title, side, yield, name ?? title)
        }
    }

    /// A cell: its text, and how it looks where looks are wanted.
    struct Cell: ExpressibleByStringInterpolation {
        var text: String
        var look: Terminal.Look?

        init(_ text: String, _ look: Terminal.Look? = nil) {
            self.text = text
            self.look = look
        }

        init(stringLiteral value: String) { self.init(value) }
    }

    let columns: [Column]
    /// Whether it has titles.
    var hasTitles = true
    private(set) var rows: [[Cell]] = []

    init(_ columns: [Column]) { self.columns = columns }

    /// Adds a row; an empty one is an empty line. A row may end before the last column: its last cell then runs on.
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines: titles, then rows, no line with blanks at its end. Columns without any text are left out.
    func lines(on terminal: Terminal) -> [String] {
        let layout = TableLayout(self, width: terminal.width)
        let blocks = layout.blocks.map { columns in
            (hasTitles ? lines(of: columns.map { Cell(self.columns[$0].title, .bold) }, columns, layout, terminal) : [])
                + rows.flatMap { lines(of: $0, in: columns, layout, terminal) }
        }
        let missing = layout.leftOut.map { columns[$0].name }
        let remark = missing.isEmpty ? [] : "no room for: \(missing.joined(separator: ", "))".dimmed(on: terminal)
        return Array(blocks.joined(separator: [""])) + remark
    }

    /// A row in some of the columns, and what stands below it.
    private func lines(
        of row: [Cell], in columns: [Int], _ layout: TableLayout, _ terminal: Terminal
    ) -> [String] {
        guard !row.isEmpty else { return [""] }
        if row.count < self.columns.count { return lines(ofShort: row, in: columns, layout, terminal) }
        let below = layout.below.map { row[$0] }.filter { !$0.text.isEmpty }
        return lines(of: columns.map { row[$0] }, columns, layout, terminal)
            + wrapped(below.map(\.text).joined(separator: "; "), width: layout.width - 4).map {
                "    " + terminal.show($0, below.first?.look)
            }
    }

    /// Cells in their columns, a line of text below the other where one is wrapped.
    private func lines(
        of cells: [Cell], _ columns: [Int], _ layout: TableLayout, _ terminal: Terminal
    ) -> [String] {
        padded(cells, columns, layout, terminal).map(\.withoutTrailingBlanks)
    }

    /// The same, each line as wide as the columns.
    private func padded(
        _ cells: [Cell], _ columns: [Int], _ layout: TableLayout, _ terminal: Terminal
    ) -> [String] {
        let texts = zip(columns, cells).map { index, cell in
            let width = layout.widths[index]
            if self.columns[index].yield == .wraps { return wrapped(cell.text, width: width) }
            return index == 0 && layout.breaksNames
                ? cell.text.brokenAtParameters(to: width) : [cell.text.shortened(to: width)]
        }
        return (0..<(texts.map(\.count).max() ?? 0)).map { number in
            zip(columns, zip(cells, texts)).map { index, cell in
                let text = number < cell.1.count ? cell.1[number] : ""
                let gap = String(repeating: " ", count: max(0, layout.widths[index] - text.count))
                let shown = terminal.show(text, cell.0.look)
                return self.columns[index].side == .right ? gap + shown : shown + gap
            }.joined(separator: TableLayout.gap)
        }
    }

    /// A row that ends early: its last cell has the rest of the line, and further lines below itself.
    private func lines(
        ofShort row: [Cell], in columns: [Int], _ layout: TableLayout, _ terminal: Terminal
    ) -> [String] {
        let own = columns.filter { $0 < row.count - 1 }
        let start = layout.width(of: own) + (own.isEmpty ? 0 : TableLayout.gap.count)
        let last = row[row.count - 1]
        let heads = padded(own.map { row[$0] }, own, layout, terminal)
        let room = layout.width - start
        let longest = last.text.split(separator: " ").map(\.count).max() ?? 0
        guard room >= max(TableLayout.readable, longest) || room >= last.text.count else {
            return heads.map(\.withoutTrailingBlanks)
                + wrapped(last.text, width: layout.width - 4).map { "    " + terminal.show($0, last.look) }
        }
        let texts = wrapped(last.text, width: room)
        return (0..<max(heads.count, texts.count)).map { number in
            let head = number < heads.count ? heads[number] : String(repeating: " ", count: layout.width(of: own))
            let text = number < texts.count ? terminal.show(texts[number], last.look) : ""
            return (head + (own.isEmpty ? "" : TableLayout.gap) + text).withoutTrailingBlanks
        }
    }
}

/// Text broken at blanks into lines of at most `width` characters. A word that is longer has a line of its own; a
/// number and its unit stay together.
func wrapped(_ text: String, width: Int) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
        let bare = word.trimmingSuffix { ".,;:)".contains($0) }
        if ["%", "ns", "µs", "ms", "s", "B", "KiB", "MiB", "GiB"].contains(bare), words.last?.last?.isNumber == true {
            words[words.count - 1] += " " + word
        } else {
            words.append(String(word))
        }
    }
    var lines: [String] = []
    var line = ""
    for word in words {
        if !line.isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = ""
        }
        line += line.isEmpty ? word : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
}

extension String {
    /// The same within so many characters: what is too long loses its middle.
    func shortened(to width: Int) -> String {
        guard count > width else { return self }
        guard width > 2 else { return String(prefix(max(0, width))) }
        return prefix(width / 2) + "…" + suffix(width - width / 2 - 1)
    }

    /// A row's name in lines of so many characters: broken behind the '@' and between parameters.
    fileprivate func brokenAtParameters(to width: Int) -> [String] {
        guard count > width else { return [self] }
        var lines = [""]
        var piece = ""
        for (index, character) in enumerated() {
            piece.append(character)
            guard "@,".contains(character) || index == count - 1 else { continue }
            if lines[lines.count - 1].count + piece.count > width, !lines[lines.count - 1].isEmpty {
                lines.append("  ")
            }
            lines[lines.count - 1] += piece
            piece = ""
        }
        return lines.map { $0.shortened(to: width) }
    }

    /// The text as remarks are shown: wrapped, without colours that catch the eye.
    func dimmed(on terminal: Terminal, indent: Int = 0) -> [String] {
        wrapped(self, width: max(20, terminal.width - indent)).map {
            String(repeating: " ", count: indent) + terminal.show($0, .dim)
        }
    }

    /// The same without blanks at its end.
    fileprivate var withoutTrailingBlanks: String {
        var text = self
        while text.last == " " { text.removeLast() }
        return text
    }
}

extension Substring {
    fileprivate func trimmingSuffix(while isTrimmed: (Character) -> Bool) -> Substring {
        var text = self
        while let last = text.last, isTrimmed(last) { text.removeLast() }
        return text
    }
}
