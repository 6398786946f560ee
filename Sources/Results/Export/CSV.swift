internal import Basics
internal import Machine
internal import Sampling

extension ExportFormat {
    /// One line a row (RFC 4180); what there is not stays empty. Machine, kernel and date stand in every line, so that
    /// the lines of many results can be put together.
    func csv(_ result: ResultFile) -> String {
        let percentiles = Distribution.percentiles.map { "p" + Format.decimal($0) }
        let head =
            [
                "probe", "status", "unit", "operation", "median", "low", "high", "batches", "net", "net_low",
                "net_high",
                "grade", "cycles", "cycles_low", "cycles_high", "net_cycles", "no_cycles",
            ] + percentiles + [
                "longest", "samples", "context_switches", "kernel_entries", "machine", "kernel", "began", "toll",
                "reason",
            ]
        func number(_ value: Double?) -> String { value.flatMap { $0.isFinite ? "\($0)" : nil } ?? "" }
        func ends(_ estimate: Estimate?) -> [String] {
            [number(estimate?.median), number(estimate?.low), number(estimate?.high)]
        }
        func fact(_ key: String) -> String { csvText(result.machine[key] == nil ? "" : result.fact(key)) }
        let run = [fact("cpu.model"), fact("kernel.release"), result.beganText, fact("toll.version")]
        let rows = result.figures.map { figure -> [String] in
            let name = [
                csvText(figure.name.text), figure.status.rawValue, csvText(figure.unit), csvText(figure.operation),
            ]
            let figures = ends(figure.cost) + [figure.cost.map { "\($0.count)" } ?? ""] + ends(figure.net)
            let isUnknown = figure.cost != nil && figure.cycles == nil
            let cycles =
                ends(figure.cycles) + [
                    number(figure.netCycles?.median), isUnknown ? csvText(result.run.noCycles ?? "") : "",
                ]
            let tail =
                (figure.tail?.percentiles ?? Distribution.percentiles.map { _ in nil }).map(number)
                + [number(figure.tail?.longest), figure.tail.map { "\($0.samples)" } ?? ""]
            let counts = [number(figure.perOperation[.contextSwitches]), number(figure.perOperation[.syscalls])]
            return name + figures + [figure.grade?.rawValue ?? ""] + cycles + tail + counts + run
                + [csvText(figure.reason ?? "")]
        }
        return ([head] + rows).map { $0.joined(separator: ",") + "\r\n" }.joined()
    }

    /// Quoted where it must be; what a spreadsheet would take for a formula is made text.
    func csvText(_ text: String) -> String {
        var plain = text.printable
        if let first = plain.first, "=+-@".contains(first) { plain = "'" + plain }
        guard plain.contains(where: { ",\"".contains($0) }) else { return plain }
        return "\"" + plain.replacing("\"", with: "\"\"") + "\""
    }
}
