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

    /// A table; its cells are already HTML. Columns named in `numbers` stand to the right. Of more than two columns, it
    /// is a list on a telephone: each cell of a row below the other, after the title of its column.
    static func table(_ head: [String], numbers: Set<Int> = [], _ rows: [[String]]) -> String {
        let isList = head.count > 2
        func cells(_ row: [String], _ tag: String) -> String {
            row.enumerated().map { index, cell in
                let look = numbers.contains(index) ? " class=\"n\"" : ""
                let isNamed = isList && tag == "td" && index > 0 && !cell.isEmpty && head.indices.contains(index)
                let name = isNamed ? " data-th=\"\(head[index])\"" : ""
                return "<\(tag)\(look)\(name)>\(cell)</\(tag)>"
            }.joined()
        }
        let body = rows.map { "<tr>\(cells($0, "td"))</tr>" }.joined(separator: "\n")
        return
            "<div class=\"wide\"><table\(isList ? " class=\"list\"" : "")><thead>"
            + "<tr>\(cells(head, "th"))</tr></thead>\n"
            + "<tbody>\n\(body)\n</tbody></table></div>"
    }
}
