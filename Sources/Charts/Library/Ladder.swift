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
        let reach = reach(rows.compactMap { $0.cost?.median })
        let names = rows.map { label($0.name.text) }
        let costs = rows.map { figure in figure.cost.map { Format.time($0.median) } ?? "" }
        let least = rows.compactMap { $0.net?.median }.min() ?? 0
        return Chart(
            "ladder", title: "Switching tasks: what it costs, and what is left net of the calls", template: .ladder,
            variables: [("reach", .number(reach))],
            blocks: [
                Block(
                    rows: rows.indices.map { index in
                        [.number(Double(index + 1)), .text(names[index])] + cells(rows[index].cost)
                            + cells(rows[index].net) + [.text(costs[index])]
                    })
            ],
            margins: Margins(left: names, right: costs),
            notes: Figure.netMeanings(of: rows).map { "net leaves " + $0 },
            bars: TextChart(
                scale: .init(min(0, least), reach * 1.1), legend: "░ what the task pays, █ net: without the calls",
                rows: rows.map { figure in
                    TextChart.Row(
                        figure.name.text, figure.cost.map { Format.time($0.median) } ?? "",
                        .bar(
                            from: 0, to: figure.cost?.median ?? 0, dark: figure.net.map(\.median) ?? 0, mark: nil))
                }))
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
