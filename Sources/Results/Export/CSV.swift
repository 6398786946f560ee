internal import Basics
internal import Sampling

extension ExportFormat {
    /// One line a row (RFC 4180); what there is not stays empty.
    func csv(_ result: ResultFile) -> String {
        let head = [
            "probe", "status", "unit", "operation", "median", "low", "high", "batches", "net", "net_low", "net_high",
            "grade", "context_switches", "kernel_entries", "reason",
        ]
        func number(_ value: Double?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" }
        let rows = result.figures.map { figure in
            [
                csvText(figure.name.text), figure.status.rawValue, csvText(figure.unit), csvText(figure.operation),
                number(figure.cost?.median), number(figure.cost?.low), number(figure.cost?.high),
                figure.cost.map { "\($0.count)" } ?? "", number(figure.net?.median), number(figure.net?.low),
                number(figure.net?.high), figure.grade?.rawValue ?? "",
                number(figure.perOperation[.contextSwitches]), number(figure.perOperation[.syscalls]),
                csvText(figure.reason ?? ""),
            ]
        }
        return ([head] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    /// Quoted where it must be; what a spreadsheet would take for a formula is made text.
    func csvText(_ text: String) -> String {
        var plain = text.printable
        // A spreadsheet that splits at semicolons or tabs sees further cells in this one; and some take full-width
        // signs for what they look like.
        let signs = "=+-@\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}"
        var isFirst = true
        plain = plain.reduce(into: "") { cell, character in
            if isFirst, signs.contains(character) { cell += "'" }
            if character != " " || !isFirst { isFirst = ";|,\t".contains(character) }
            cell.append(character)
        }
        guard plain.contains(where: { ",\"".contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
