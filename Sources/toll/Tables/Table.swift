/// Rows of text in columns. Knows nothing of what it shows.
struct Table {
    /// On which side of its column a text stands.
    enum Side { case left, right }

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

    let columns: [(title: String, side: Side)]
    private(set) var rows: [[Cell]] = []

    init(_ columns: [(title: String, side: Side)]) { self.columns = columns }

    /// Adds a row; an empty one is an empty line. A row may end before the last column: its last cell then runs on.
    mutating func add(_ cells: [Cell]) { rows.append(cells) }

    /// The lines: titles, then rows, no line with blanks at its end.
    func lines(on terminal: Terminal) -> [String] {
        var widths = columns.map(\.title.count)
        for row in rows {
            // The last cell of a short row does not widen its column.
            for (index, cell) in row.enumerated() where index < row.count - 1 || row.count == columns.count {
                widths[index] = max(widths[index], cell.text.count)
            }
        }
        let titles = columns.map { Cell($0.title, .bold) }
        return ([titles] + rows).map { row in
            let cells = row.enumerated().map { index, cell in
                let gap = String(repeating: " ", count: max(0, widths[index] - cell.text.count))
                let shown = cell.look.map { terminal.show(cell.text, $0) } ?? cell.text
                if columns[index].side == .right { return gap + shown }
                return index == row.count - 1 ? shown : shown + gap
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
    }
}

/// Text broken at blanks into lines of at most `width` characters.
func wrapped(_ text: String, width: Int) -> [String] {
    var lines: [String] = []
    var line = ""
    for word in text.split(separator: " ") {
        if !line.isEmpty, line.count + 1 + word.count > width {
            lines.append(line)
            line = ""
        }
        line += line.isEmpty ? String(word) : " " + word
    }
    return line.isEmpty ? lines : lines + [line]
}
