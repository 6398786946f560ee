internal import Basics

/// What a picture is drawn as.
public enum PictureKind: String, Sendable, CaseIterable {
    /// Scalable, for pages and for print.
    case svg
    /// Dots, at twice the usual density.
    case png
    /// Characters.
    case terminal
}

/// The text that gnuplot reads. Pure: it needs no gnuplot.
///
/// What comes from a file may have been written to be run. It therefore reaches gnuplot only inside quotes, and without
/// the characters that mean something there: quotes, backslashes, backticks, line ends and control characters.
public enum GnuplotText {
    /// The data file of a chart: columns with tabs between, two empty lines between blocks.
    public static func data(_ chart: Chart) -> String {
        chart.blocks.map { block in
            let header = block.header.map { ["\"\(label($0))\""] } ?? []
            return (header + block.rows.map { $0.map(cell).joined(separator: "\t") }).joined(separator: "\n") + "\n"
        }.joined(separator: "\n\n")
    }

    /// The script of a chart, which draws it from its data file when run in the folder of both. The template is within,
    /// so that it can be changed by hand and run again. `files` are others than the usual ones.
    public static func script(
        _ chart: Chart, kind: PictureKind, size: (width: Int, height: Int)? = nil,
        files: (data: String, output: String)? = nil
    ) -> String {
        let files = files ?? (chart.name + ".dat", chart.name + "." + kind.rawValue)
        var lines = [
            "# Drawn by toll. To draw it again: gnuplot \(chart.name).gp", "data = \(quoted(files.data))",
            "kind = '\(kind.rawValue)'", "output = \(quoted(files.output))",
            "title = \(quoted(chart.title))",
        ]
        if let size { lines += ["width = \(size.width)", "height = \(size.height)"] }
        for variable in chart.variables {
            switch variable.value {
            case .number(let number) where number.isFinite: lines.append("\(variable.name) = \(number)")
            case .text(let text): lines.append("\(variable.name) = \(quoted(text))")
            default: break
            }
        }
        let style = Chart.Template.style.text
        let template = chart.template.text.split(separator: "\n", omittingEmptySubsequences: false)
            .filter { !$0.hasPrefix("if (!exists(\"style\"))") && !$0.hasPrefix("# gnuplot -e") }
            .map { $0 == "load style" ? style : String($0) }
        return (lines + [""] + template).joined(separator: "\n")
    }

    /// A text that is safe inside either kind of quotes.
    public static func label(_ text: String) -> String {
        // This would end a part of an SVG file in which gnuplot puts titles.
        let plain = text.printable.replacing("]]>", with: "]]›").map { character -> Character in
            switch character {
            case "\"", "'", "`": "’"
            case "\\": "∖"
            default: character
            }
        }
        // A label that is longer than any honest one pushes the chart out of the picture.
        return plain.count <= 90 ? String(plain) : String(plain.prefix(89)) + "…"
    }

    private static func quoted(_ text: String) -> String { "'\(label(text))'" }

    private static func cell(_ cell: Chart.Cell) -> String {
        switch cell {
        case .number(let number) where number.isFinite && abs(number) < 1e15: "\(number)"
        case .text(let text): "\"\(label(text))\""
        default: "?"
        }
    }
}
