internal import Basics
internal import Sampling

extension ExportFormat {
    /// A table, with the machine above it.
    func markdown(_ result: ResultFile) -> String {
        func estimate(_ value: Estimate?, _ unit: String) -> String {
            value.map { "\(Format.digits($0.median)) (\(Format.digits($0.low)) … \(Format.digits($0.high)))" + unit }
                ?? ""
        }
        var lines = [
            "Measured by toll on \(result.fact("cpu.model").safeMarkdown), Linux "
                + "\(result.fact("kernel.release").safeMarkdown), \(result.beganText).",
            "",
        ]
        let figures = result.figures
        let hasCycles = figures.contains { $0.cycles != nil }
        if !hasCycles, let reason = result.run.noCycles { lines += ["No core cycles: \(reason.safeMarkdown).", ""] }
        let (title, rule) = hasCycles ? (" cycles |", " ---: |") : ("", "")
        lines += [
            "| probe | cost, ns | net, ns |\(title) grade | remark |", "| --- | ---: | ---: |\(rule) --- | --- |",
        ]
        for figure in figures {
            let isMeasured = figure.status == .measured
            let remark = isMeasured ? figure.why ?? "" : "\(figure.status.rawValue): \(figure.reason ?? "")"
            let unit = figure.unit == Unit.nanoseconds.rawValue ? "" : " " + figure.unit.safeMarkdown
            let cells =
                [
                    figure.name.text.safeMarkdown, estimate(figure.cost, unit), estimate(figure.net, unit),
                ] + (hasCycles ? [estimate(figure.cycles, "")] : []) + [
                    figure.grade?.rawValue ?? "", remark.safeMarkdown,
                ]
            lines.append("| " + cells.joined(separator: " | ") + " |")
        }
        return lines.joined(separator: "\n") + "\n"
    }
}

extension String {
    /// The text as Markdown shows it, nothing in it taken for a mark or for HTML.
    public var safeMarkdown: String {
        var result = ""
        for character in printable {
            switch character {
            case "\\", "|", "*", "`", "[", "]", "!", "~", "#": result += "\\\(character)"
            case "<": result += "&lt;"
            case ">": result += "&gt;"
            case "&": result += "&amp;"
            default: result.append(character)
            }
        }
        return result
    }
}
