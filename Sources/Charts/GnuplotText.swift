internal import Basics

/// What a picture is drawn as.
public enum PictureKind: String, Sendable, CaseIterable {
    /// Scalable, for pages and for print.
    case svg
    /// Dots, at twice the usual density.
    case png
}

/// How much of a chart is drawn, and how wide.
public struct Layout: Sendable, Equatable {
    /// Pixels.
    var width: Int
    /// Whether names stand above their rows, for want of room beside them.
    var isNarrow: Bool
    /// Whether title and notes are left to the page around it.
    var isBare: Bool

    /// A picture that stands alone.
    public static let whole = Layout(width: 960, isNarrow: false, isBare: false)
    /// A part of a page on a screen or on paper.
    public static let part = Layout(width: 860, isNarrow: false, isBare: true)
    /// A picture that says all within itself.
    public static let card = Layout(width: 1200, isNarrow: false, isBare: true)
    /// A part of a page on a telephone.
    public static let narrow = Layout(width: 360, isNarrow: true, isBare: true)
}

/// The text that gnuplot reads. Pure: it needs no gnuplot.
///
/// What comes from a file may have been written to be run. It therefore reaches gnuplot only inside quotes, and without
/// the characters that mean something there: quotes, backslashes, backticks, line ends and control characters.
public enum GnuplotText {
    /// The data file of a chart: columns with tabs between, two empty lines between blocks.
    public static func data(_ chart: Chart, layout: Layout = .whole) -> String {
        let names = layout.isNarrow ? shortened(chart, layout) : [:]
        func text(_ cell: Chart.Cell) -> String {
            if case .text(let text) = cell, let short = names[text] { self.cell(.text(short)) } else { self.cell(cell) }
        }
        return chart.blocks.map { block in
            let header = block.header.map { ["\"\(label(names[$0] ?? $0))\""] } ?? []
            return (header + block.rows.map { $0.map(text).joined(separator: "\t") }).joined(separator: "\n") + "\n"
        }.joined(separator: "\n\n")
    }

    /// Names that are too wide for a narrow picture, each with what takes its place: those above a row leave room for
    /// the text at its right end, those of a key for the sample before them.
    private static func shortened(_ chart: Chart, _ layout: Layout) -> [String: String] {
        let room = Double(layout.width) - 32
        let beside = chart.margins.right.map { TextWidth.pixels(label($0)) }.max() ?? 0
        let headers = chart.blocks.compactMap(\.header).map { ($0, room - 60) }
        let limit = chart.margins.isBeside ? room / 3 : max(room / 3, room - beside - 12)
        let names = chart.margins.left.map { ($0, limit) }
        return Dictionary(
            (headers + names).compactMap { name, limit in
                let (text, short) = (label(name), TextWidth.shortened(label(name), to: limit))
                return short == text ? nil : (name, short)
            }, uniquingKeysWith: { first, _ in first })
    }

    /// The script of a chart, which draws it from its data file when run in the folder of both. The template is within,
    /// so that it can be changed by hand and run again. `files` are others than the usual ones.
    public static func script(
        _ chart: Chart, kind: PictureKind, layout: Layout = .whole, files: (data: String, output: String)? = nil
    ) -> String {
        let names = layout.isNarrow ? shortened(chart, layout) : [:]
        let files = files ?? (chart.name + ".dat", chart.name + "." + kind.rawValue)
        var lines = [
            "# Drawn by toll. To draw it again: gnuplot \(chart.name).gp", "data = \(quoted(files.data))",
            "kind = '\(kind.rawValue)'", "output = \(quoted(files.output))",
            "title = \(quoted(layout.isBare ? "" : chart.title))", "width = \(layout.width)",
            "left = \(margin(chart.margins.left.map { names[$0] ?? $0 }, least: 24))", "right = \(right(chart))",
        ]
        if layout.isNarrow { lines.append("narrow = 1") }
        if !layout.isBare {
            let notes = chart.notes.flatMap { TextWidth.lines(label($0), to: Double(layout.width) - 32, font: 11) }
            lines += notes.prefix(mostNotes).enumerated().map { "note\($0 + 1) = \(quoted($1))" }
        }
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

    /// Pixels for texts beside the field: as many as the widest needs.
    private static func margin(_ texts: [String], least: Int) -> Int {
        max(least, Int((texts.map { TextWidth.pixels(label($0)) }.max() ?? 0).rounded(.up)) + 24)
    }

    private static func right(_ chart: Chart) -> Int { margin(chart.margins.right, least: 24) + chart.margins.sample }

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
        return plain.count <= longest ? String(plain) : String(plain.prefix(longest - 1)) + "…"
    }

    private static let longest = 300

    /// Lines below a chart.
    static let mostNotes = 12

    private static func quoted(_ text: String) -> String { "'\(label(text))'" }

    private static func cell(_ cell: Chart.Cell) -> String {
        switch cell {
        case .number(let number) where number.isFinite && abs(number) < 1e15: "\(number)"
        case .text(let text): "\"\(label(text))\""
        default: "?"
        }
    }
}
