internal import Basics

/// Text for an HTML page.
enum HTML {
    /// The text as a browser shows it: nothing in it is taken for markup.
    static func text(_ text: String) -> String {
        var result = ""
        // A line for a terminal is kept short; a paragraph of a page need not be.
        for character in text.split(separator: " ").map({ String($0).printable }).joined(separator: " ") {
            switch character {
            case "&": result += "&amp;"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "\"": result += "&quot;"
            case "'": result += "&#39;"
            default: result.append(character)
            }
        }
        return result
    }

    /// A table; its cells are already HTML. Columns named in `numbers` stand to the right.
    static func table(_ head: [String], numbers: Set<Int> = [], _ rows: [[String]]) -> String {
        func cells(_ row: [String], _ tag: String) -> String {
            row.enumerated().map { index, cell in
                let look = numbers.contains(index) ? " class=\"n\"" : ""
                return "<\(tag)\(look)>\(cell)</\(tag)>"
            }.joined()
        }
        let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
        return
            "<div class=\"wide\"><table><thead><tr>\(cells(head, "th"))</tr></thead>\n"
            + "<tbody>\n\(body)\n</tbody></table></div>"
    }
}
