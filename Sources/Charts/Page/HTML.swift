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

    /// A picture of gnuplot's as a part of the page: without the lines before it, and with names of its own, since the
    /// page holds several. Nil where it is no picture.
    static func picture(_ svg: String, named name: String) -> String? {
        guard let start = svg.firstRange(of: "<svg"), !svg.lowercased().contains("<script") else { return nil }
        return String(svg[start.lowerBound...])
            .replacing("id=\"gnuplot", with: "id=\"\(name)-gnuplot")
            .replacing("id='gp", with: "id='\(name)-gp").replacing("#gp", with: "#\(name)-gp")
            .replacing("id=\"gp", with: "id=\"\(name)-gp")
    }

    /// Light, dark and on paper. A chart keeps its light ground everywhere.
    static let style = """
        :root { color-scheme: light dark; --ink: #1d1d1f; --faint: #63636a; --ground: #fff; --line: #d9d9de;
          --good: #00704f; --bad: #b23c00; --head: #f4f4f6 }
        @media (prefers-color-scheme: dark) { :root { --ink: #e8e8ea; --faint: #a0a0a8; --ground: #17171a;
          --line: #3a3a40; --good: #35c69b; --bad: #ff9a5c; --head: #212126 } }
        body { font: 16px/1.5 system-ui, sans-serif; color: var(--ink); background: var(--ground); margin: 2rem auto;
          max-width: 68rem; padding: 0 1rem }
        h1 { font-size: 1.7rem; margin-bottom: 0 } h2 { margin-top: 2.5rem; font-size: 1.25rem }
        p.lead { color: var(--faint); margin-top: .25rem }
        .wide { overflow-x: auto }
        table { border-collapse: collapse; font-size: .86rem; width: 100% }
        th { text-align: left; background: var(--head); font-weight: 600 }
        th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--line); vertical-align: top }
        td:first-child { min-width: 14rem }
        td:first-child:nth-last-child(2) { width: 16rem }
        .n { text-align: right; white-space: nowrap; font-variant-numeric: tabular-nums }
        .holds { color: var(--good); font-weight: 600 } .not { color: var(--bad); font-weight: 600 }
        .faint { color: var(--faint) }
        figure { margin: 1.5rem 0; background: #fff; border: 1px solid var(--line); border-radius: 6px; padding: .5rem }
        figure svg { width: 100%; height: auto; display: block }
        pre { background: var(--head); padding: .8rem; overflow-x: auto; border-radius: 6px }
        @media print { html { font-size: 11px }
          body { font-size: 10pt; margin: 0; max-width: none; color: #000; background: #fff }
          :root { --ink: #000; --faint: #444; --ground: #fff; --line: #bbb; --head: #eee;
            --good: #00553c; --bad: #8a2f00 }
          figure, tr { break-inside: avoid } h2 { break-after: avoid } .wide { overflow: visible } }
        """
}
