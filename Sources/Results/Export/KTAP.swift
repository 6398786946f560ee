internal import Basics
internal import Sampling

extension ExportFormat {
    /// A test a row: `ok` if its gate held, `not ok` where it did not, SKIP with the reason. The figure is a diagnostic
    /// line before it. Source: Documentation/dev-tools/ktap.rst.
    func ktap(_ result: ResultFile) -> String {
        let figures = result.figures
        var lines = ["KTAP version 1", "1..\(figures.count)"]
        for (index, figure) in figures.enumerated() {
            // A number sign begins a directive, and is in no probe's name.
            let name = figure.name.printable.replacing("#", with: "_")
            let reason = (figure.reason ?? "").printable
            if let cost = figure.cost {
                let net = figure.net.map { ", net \(Format.amount($0.median, figure.unit))" } ?? ""
                let interval = Format.interval(cost.low, cost.high, around: cost.median, figure.unit)
                lines.append(
                    "# \(name): \(Format.amount(cost.median, figure.unit.printable)) (\(interval))\(net), grade "
                        + (figure.grade?.rawValue ?? "–"))
            }
            switch figure.status {
            case .measured: lines.append("ok \(index + 1) \(name)")
            case .skipped: lines.append("ok \(index + 1) \(name) # SKIP \(reason)")
            case .failed, .invalid:
                lines.append("# \(name): \(figure.status.rawValue): \(reason)")
                lines.append("not ok \(index + 1) \(name)")
            }
        }
        func count(_ statuses: Status...) -> Int { figures.count { statuses.contains($0.status) } }
        let totals = [("pass", count(.measured)), ("fail", count(.failed, .invalid)), ("skip", count(.skipped))]
        lines.append("# Totals: " + totals.map { "\($0):\($1)" }.joined(separator: " "))
        return lines.joined(separator: "\n") + "\n"
    }
}
