import Results

extension Table {
    /// The table in Markdown, as GitHub reads it.
    var markdown: [String] {
        func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
        let rules = columns.map { $0.side == .right ? "---:" : "---" }
        let body = rows.filter { !$0.isEmpty }.map { row in
            line(row.map(\.text.safeMarkdown) + Array(repeating: "", count: max(0, columns.count - row.count)))
        }
        return [line(columns.map(\.title.safeMarkdown)), line(rules)] + body
    }
}
