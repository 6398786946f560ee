internal import Basics
public import Claims
internal import Sampling

extension Chart {
    /// The bill of a switch as steps from nothing to the whole. Nil without a whole.
    public static func bill(_ bill: Bill) -> Chart? {
        guard let whole = bill.whole.nanoseconds else { return nil }
        var steps: [BillStep] = []
        func add(_ what: String, from begin: Double, _ cost: Estimate, kind: Double) {
            steps.append(BillStep(name: label(what, widest: 430), begin: begin, cost: cost, kind: kind))
        }
        add(bill.whole.what, from: 0, whole, kind: 0)
        var begin = 0.0
        for part in bill.parts {
            guard let cost = part.nanoseconds else { continue }
            add(part.what, from: begin, cost, kind: 1)
            begin += cost.median
        }
        if let rest = bill.unexplained.nanoseconds { add(bill.unexplained.what, from: begin, rest, kind: 2) }
        for extra in bill.extras {
            if let cost = extra.nanoseconds { add(extra.what, from: 0, cost, kind: 3) }
        }
        // Without a part it says no more than the table does.
        guard begin != 0 else { return nil }
        let ends = steps.filter { $0.kind < 3 }.map { $0.begin + $0.cost.median }
        return Chart(
            "bill", title: "The bill of a process switch", template: .bill,
            blocks: [
                Block(
                    rows: steps.enumerated().map { index, step in
                        [
                            .number(Double(index + 1)), .text(step.name), .number(step.begin),
                            .number(step.begin + step.cost.median), .number(step.begin + step.cost.low),
                            .number(step.begin + step.cost.high), .number(step.kind), .text(step.text),
                        ]
                    })
            ],
            margins: Margins(left: steps.map(\.name), right: steps.map(\.text)),
            bars: TextChart(
                scale: .init(min(0, ends.min() ?? 0), (ends.max() ?? 0) * 1.1),
                legend: "█ a part, from where the one before it ends, ░ may come on top",
                rows: steps.map { step in
                    TextChart.Row(
                        step.name, step.text,
                        .bar(
                            from: step.begin, to: step.begin + step.cost.median, dark: step.kind == 3 ? 0 : nil,
                            mark: nil))
                }))
    }

    /// A line of the bill.
    private struct BillStep {
        var name: String
        var begin: Double
        var cost: Estimate
        var kind: Double
        var text: String { Format.time(cost.median) }
    }
}

extension Chart.Template {
    /// Steps from nothing to the whole.
    public static let bill = Chart.Template(PackageResources.bill_gp)
}
