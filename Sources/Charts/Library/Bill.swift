internal import Basics
public import Claims
internal import Sampling

extension Chart {
    /// The bill of a switch as steps from nothing to the whole. Nil without a whole.
    public static func bill(_ bill: Bill) -> Chart? {
        guard let whole = bill.whole.nanoseconds else { return nil }
        var rows: [[Cell]] = []
        func add(_ what: String, from begin: Double, _ cost: Estimate, kind: Double) {
            rows.append([
                .number(Double(rows.count + 1)),
                .text("\(what.count > 36 ? what.prefix(35) + "…" : what): \(Format.time(cost.median))"), .number(begin),
                .number(begin + cost.median), .number(begin + cost.low), .number(begin + cost.high), .number(kind),
            ])
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
        return Chart("bill", title: "The bill of a process switch", template: .bill, blocks: [Block(rows: rows)])
    }
}

extension Chart.Template {
    /// Steps from nothing to the whole.
    public static let bill = Chart.Template(PackageResources.bill_gp)
}
