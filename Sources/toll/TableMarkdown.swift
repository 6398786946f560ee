extension Table {
    /// The table in Markdown, as GitHub reads it.
    var markdown: [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let rules = columns.map { $0.side == .right ? "---:" : "---" }
        let body = rows.filter { !$0.isEmpty }.map { row in
            line(row.map(\.text.markdownText) + Array(repeating: "", count: max(0, columns.count - row.count)))
        }
        return [line(columns.map(\.title.markdownText)), line(rules)] + body
    }
}

extension String {
    /// The text as Markdown shows it, nothing in it taken for a mark or for HTML.
    var markdownText: String {
        var result = ""
        for character in self {
            switch character {
            case "\\", "|", "*", "`", "[", "]", "!", "~": result += "\\\(character)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }
}
