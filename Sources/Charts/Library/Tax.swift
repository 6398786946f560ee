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
                        [.number(Double(index + 1)), .text(layer.key)]
                            + ["null", "open", "hop"].flatMap { cells(layer.value[$0]) }
                    })
            ])
    }

    private static func dearest(_ operations: [String: Estimate]) -> Double {
        operations.values.map(\.median).max() ?? 0
    }
}

extension Chart.Template {
    /// Points of three operations on a logarithmic scale.
    public static let tax = Chart.Template(PackageResources.tax_gp)
}
