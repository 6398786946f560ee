internal import Basics
public import Sampling

extension Chart {
    /// The ladder of switches: what a hop costs by each means, and what is left of it without the calls. Nil without a
    /// valid switch.
    public static func ladder(_ figures: [Figure]) -> Chart? {
        let rows = figures.filter {
            $0.status == .measured && $0.name.family == "switch" && !$0.name.isVaried && $0.cost != nil
        }
        .sorted { ($0.cost?.median ?? 0) < ($1.cost?.median ?? 0) }
        guard !rows.isEmpty else { return nil }
        return Chart(
            "ladder", title: "Switching tasks: what it costs, and what is left net of the calls", template: .ladder,
            variables: [("reach", .number(reach(rows.compactMap { $0.cost?.median })))]
                + Figure.netMeanings(of: rows).enumerated().map { ("meaning\($0 + 1)", .text($1)) },
            blocks: [
                Block(
                    rows: rows.enumerated().map { index, figure in
                        [.number(Double(index + 1)), .text(label(figure))] + cells(figure.cost) + cells(figure.net)
                    })
            ])
    }

    private static func label(_ figure: Figure) -> String {
        figure.name.text + (figure.cost.map { "  " + Format.time($0.median) } ?? "")
    }

    /// How far the bars are shown, of costs from the smallest on. A switch that wakes another CPU costs ten times the
    /// others: its bar is cut off, lest it hide them.
    private static func reach(_ costs: [Double]) -> Double {
        let limit = 4 * (median(of: costs) ?? 0)
        return costs.last { $0 <= limit } ?? costs.last ?? 0
    }

    /// An estimate as three columns.
    static func cells(_ estimate: Estimate?) -> [Cell] {
        [Cell(estimate?.median), Cell(estimate?.low), Cell(estimate?.high)]
    }
}

extension Chart.Template {
    /// Bars of what is paid and what is net.
    public static let ladder = Chart.Template(PackageResources.ladder_gp)
}
