internal import Basics
public import Sampling

extension Chart {
    /// What each layer adds to a call, an open and a switch. Nil where no layer was measured.
    public static func tax(_ figures: [Figure]) -> Chart? {
        let rows = figures.filter {
            $0.status == .measured && $0.name.family == "tax" && $0.name.parts.count > 2 && $0.net != nil
        }
        var layers: [String: [String: Estimate]] = [:]
        for figure in rows where figure.name.parts[1] != "bare" {
            let parts = figure.name.parts
            // A function's call is no operation of the kernel's: it would have a column for two layers alone.
            guard operations.contains(where: { $0.name == parts[parts.count - 1] }) else { continue }
            let name =
                parts[1..<(parts.count - 1)].joined(separator: ".")
                + (figure.name.isVaried ? "@" + figure.name.parametersText : "")
            layers[name, default: [:]][String(parts[parts.count - 1])] = figure.net
        }
        guard !layers.isEmpty else { return nil }
        let sorted = layers.sorted { (dearest($0.value), $0.key) < (dearest($1.value), $1.key) }
        return Chart(
            "tax", title: "What each layer adds to an operation", template: .tax,
            blocks: [
                Block(
                    rows: sorted.enumerated().map { index, layer in
                        [.number(Double(index + 1)), .text(label(layer.key))]
                            + operations.flatMap { cells(layer.value[$0.name]) }
                    })
            ], margins: Margins(left: sorted.map { label($0.key) }), bars: bars(sorted))
    }

    /// The operations, each with its mark in a terminal.
    private static let operations: [(name: String, title: String, mark: Character)] = [
        ("null", "a system call", "●"), ("open", "openat and close", "■"), ("hop", "a switch", "▲"),
    ]

    /// The same in a terminal: what is not seen to be above 0 has no mark.
    private static func bars(_ layers: [(key: String, value: [String: Estimate])]) -> TextChart? {
        let seen = layers.flatMap(\.value.values).filter { $0.low > 0 }.map(\.median)
        guard let least = seen.min(), let most = seen.max() else { return nil }
        return TextChart(
            scale: .init(least / 1.5, most * 1.5, isLogarithmic: true),
            legend: operations.map { "\($0.mark) \($0.title)" }.joined(separator: ", ") + ", log scale",
            rows: layers.map { layer in
                let marks = operations.compactMap { operation in
                    layer.value[operation.name].flatMap {
                        $0.low > 0 ? TextChart.Mark($0.median, operation.mark) : nil
                    }
                }
                let beside = marks.isEmpty ? "none seen" : "up to " + Format.time(dearest(layer.value))
                return TextChart.Row(label(layer.key), beside, .marks(marks, line: nil, against: nil))
            })
    }

    private static func dearest(_ operations: [String: Estimate]) -> Double {
        operations.values.map(\.median).max() ?? 0
    }
}

extension Chart.Template {
    /// Points of three operations on a logarithmic scale.
    public static let tax = Chart.Template(PackageResources.tax_gp)
}
