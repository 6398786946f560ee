import Basics
import Sampling

/// What layers add, as ladders: one for each operation, from the cheapest layer to the dearest.
struct TaxTable {
    let figures: [Figure]

    /// The operations, as rows and as ladders call them.
    static let operations: [(name: String, title: String)] = [
        ("null", "a system call"), ("open", "openat + close"), ("hop", "a switch"),
        ("function", "a function's call"),
    ]

    /// The lines, at most 80 characters wide where the names of layers allow it.
    func lines(on terminal: Terminal) -> [String] {
        let width = min(terminal.width, 80)
        var lines: [String] = []
        for (operation, title) in Self.operations {
            let rows = figures.compactMap { Row($0, of: operation) }
            guard !rows.isEmpty else { continue }
            lines += lines.isEmpty ? [] : [""]
            lines += ladder(rows, title).lines(on: terminal)
        }
        let remarks = explained + lost
        guard !remarks.isEmpty else { return lines }
        return lines + [""]
            + remarks.flatMap { remark in
                wrapped(remark, width: width - 4).enumerated().map {
                    ($0 == 0 ? "  " : "    ") + terminal.show($1, .dim)
                }
            }
    }

    private func ladder(_ rows: [Row], _ title: String) -> Table {
        var table = Table([
            .init(title), .init("adds", .right), .init("95 % interval", .right, .goes(2)),
            .init("cycles", .right, .goes(1)), .init("percent", .right), .init("grade"),
        ])
        let bare = rows.first { $0.layer == TaxTable.control }
        if let bare, let cost = bare.figure.cost {
            table.add([
                Table.Cell("bare", .bold), Table.Cell(Format.time(cost.median), .bold),
                Table.Cell(cost.interval(in: "ns"), .dim),
                Table.Cell(bare.figure.cycles.map { Format.digits($0.median) } ?? "", .dim), "",
                Table.Cell(bare.figure.grade?.rawValue ?? "", .dim),
            ])
        }
        for row in rows.sorted(by: { $0.adds.median < $1.adds.median }) where row.layer != TaxTable.control {
            let isSeen = row.adds.low > 0 || row.adds.high < 0
            table.add([
                Table.Cell(row.layer), Table.Cell(Format.time(row.adds.median), isSeen ? .bold : .dim),
                Table.Cell(row.adds.interval(in: "ns"), .dim),
                Table.Cell(row.figure.netCycles.map { Format.digits($0.median) } ?? "", isSeen ? nil : .dim),
                Table.Cell(isSeen ? row.share.map(Format.percent) ?? "" : "none seen", isSeen ? nil : .dim),
                Table.Cell(row.figure.grade?.rawValue ?? "", .dim),
            ])
        }
        return table
    }

    /// The layer that is none.
    static let control = "bare"
    /// The same, and that of the layers whose tasks make two different calls.
    private static let controls = [control, control + ".twins"]

    /// What stands below: how to read it, and what the control says.
    private var explained: [String] {
        guard figures.contains(where: { Row($0) != nil }) else { return [] }
        var lines = [
            "adds: the operation under the layer less the same operation of a bare task, batch beside batch. 'none "
                + "seen': the interval holds 0. percent: of the bare operation."
        ]
        let wrong = figures.compactMap { Row($0) }.filter {
            TaxTable.controls.contains($0.layer) && ($0.adds.low > 0 || $0.adds.high < 0)
        }
        lines += wrong.map {
            let others = $0.layer == TaxTable.control ? "the other layers" : "the layers at functions of the kernel's"
            return "\($0.figure.name): bare against bare differ by \(Format.time($0.adds.median)): as much may be "
                + "wrong with \(others)"
        }
        return lines
    }

    /// Rows without a figure, by their reasons.
    private var lost: [String] {
        var (order, rows): ([String], [String: [String]]) = ([], [:])
        for figure in figures where figure.status != .measured {
            let reason = "\(figure.status == .invalid ? "INVALID" : figure.status.rawValue): \(figure.reason ?? "")"
            if rows[reason] == nil { order.append(reason) }
            rows[reason, default: []].append(figure.name.printable)
        }
        return order.map { "\((rows[$0] ?? []).joined(separator: ", ")): \($0.printable)" }
    }

    /// One rung.
    private struct Row {
        let layer: String
        let figure: Figure
        let adds: Estimate
        var share: Double? {
            figure.cost.flatMap { cost in
                let bare = cost.median - adds.median
                return bare > 0 ? adds.median / bare : nil
            }
        }

        init?(_ figure: Figure, of operation: String? = nil) {
            let parts = figure.name.parts
            guard figure.name.family == "tax", parts.count > 2, figure.status == .measured, let net = figure.net,
                operation == nil || parts[parts.count - 1] == operation ?? ""
            else { return nil }
            let name = parts[1..<(parts.count - 1)].joined(separator: ".")
            layer = name + (figure.name.isVaried ? "@" + figure.name.parametersText : "")
            self.figure = figure
            adds = net
        }
    }
}
