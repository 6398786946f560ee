internal import Machine
internal import Sampling

extension ExportFormat {
    /// A table, with the machine above it.
    func markdown(_ result: ResultFile) -> String {
        func number(_ value: Double) -> String {
            let places: Double = abs(value) < 10 ? 100 : abs(value) < 100 ? 10 : 1
            return "\((value * places).rounded() / places)".replacing(
                ".0", with: "", maxReplacements: places == 1 ? 1 : 0)
        }
        func estimate(_ value: Estimate?, _ unit: String) -> String {
            value.map { "\(number($0.median)) (\(number($0.low)) … \(number($0.high)))" + unit } ?? ""
        }
        var lines = [
            "Measured by toll on \(result.fact("cpu.model").safeMarkdown), Linux "
                + "\(result.fact("kernel.release").safeMarkdown), \(result.beganText).",
            "", "| probe | cost, ns | net, ns | grade | remark |", "| --- | ---: | ---: | --- | --- |",
        ]
        for figure in result.figures {
            let isMeasured = figure.status == .measured
            let remark = isMeasured ? figure.why ?? "" : "\(figure.status.rawValue): \(figure.reason ?? "")"
            let unit = figure.unit == Unit.nanoseconds.rawValue ? "" : " " + figure.unit.safeMarkdown
            let cells = [
                figure.name.safeMarkdown, estimate(figure.hop, unit), estimate(figure.net, unit),
                figure.grade?.rawValue ?? "",
                remark.safeMarkdown,
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
