import Basics
import Claims
import Results
import Sampling

/// The table of a result: what `toll run` and `toll show` print.
struct ResultTable {
    let figures: [Figure]
    let run: RunConditions
    /// What several rows say together.
    let findings: [String]
    /// What rows were measured under, by row: not news, as long as nobody asks.
    let conditions: [RowName: [String]]
    let detail: Detail

    /// What is shown besides cost, net and grade.
    struct Detail: OptionSet {
        let rawValue: Int
        /// Intervals, counts, and every reason for a lower grade.
        static let all = Detail(rawValue: 1)
        /// Core cycles.
        static let cycles = Detail(rawValue: 2)
    }

    /// The table of a whole result.
    init(of file: ResultFile, _ detail: Detail = []) {
        figures = file.figures
        run = file.run
        findings = Findings.sentences(on: file)
        conditions = Dictionary(file.records.map { ($0.name, $0.notes) }, uniquingKeysWith: { first, _ in first })
        self.detail = detail
    }

    /// The lines, with remarks below.
    func lines(on terminal: Terminal) -> [String] {
        var columns: [Table.Column] = [
            .init("probe"), .init("cost", .right), .init("±", .right), .init("net", .right),
            .init("±", .right, .goes(1), named: "± of net"),
        ]
        if detail.contains(.cycles) { columns += [.init("cycles", .right), .init("net cycles", .right, .goes(3))] }
        columns.append(.init("grade"))
        if detail.contains(.all) {
            columns.insert(.init("95 % interval", .right, .goes(4)), at: 2)
            columns.insert(.init("95 % interval", .right, .goes(5), named: "95 % interval of net"), at: 5)
            columns += [.init("counted per operation", .left, .wraps), .init("why", .left, .wraps)]
        }
        var table = Table(columns)
        var family: String?
        for figure in figures {
            let own = figure.name.family
            if let family, family != own { table.add([]) }
            family = own
            table.add(cells(figure))
        }
        return table.lines(on: terminal) + ServedTable(figures: figures).lines(on: terminal)
            + TailTable(figures: figures).lines(on: terminal)
            + CountedTable(figures: figures).lines(on: terminal)
            + ResultRemarks(of: self).lines(on: terminal)
    }

    private func cells(_ figure: Figure) -> [Table.Cell] {
        let name = Table.Cell(figure.name.printable)
        guard figure.status == .measured || figure.status == .invalid, let cost = figure.cost else {
            let look: Terminal.Look = figure.status == .skipped ? .dim : .red
            return [name, Table.Cell("\(figure.status.rawValue): \((figure.reason ?? "").printable)", look)]
        }
        let isInvalid = figure.status == .invalid
        let isAll = detail.contains(.all)
        var cells = [name, Table.Cell(Format.amount(cost.median, figure.unit), isInvalid ? .red : .bold)]
        if isAll { cells.append(Table.Cell(cost.interval(in: figure.unit), .dim)) }
        cells += [
            Table.Cell(cost.plusMinus(figure.unit), .dim), Table.Cell(figure.net.map { Format.time($0.median) } ?? ""),
        ]
        if isAll { cells.append(Table.Cell(figure.net?.interval(in: "ns") ?? "", .dim)) }
        cells.append(Table.Cell(figure.net?.plusMinus("ns") ?? "", .dim))
        if detail.contains(.cycles) {
            cells += [figure.cycles, figure.netCycles].map { Table.Cell($0.map { Format.digits($0.median) } ?? "") }
        }
        cells.append(
            isInvalid ? Table.Cell("INVALID", .red) : Table.Cell(figure.grade?.rawValue ?? "", figure.grade?.look))
        if isAll { cells += [Table.Cell(counted(figure), .dim), Table.Cell(figure.why ?? "", .dim)] }
        return cells
    }

    /// "1.00 switches, 2.00 syscalls"; page faults only where there are any.
    private func counted(_ figure: Figure) -> String {
        func part(_ quantity: Quantity, _ word: String, always: Bool) -> String? {
            guard let value = figure.perOperation[quantity], always || value >= 0.005 else { return nil }
            return "\(Format.count(value)) \(word)"
        }
        return [
            part(.voluntarySwitches, "voluntary switches", always: true)
                ?? part(.contextSwitches, "switches", always: true), part(.syscalls, "syscalls", always: true),
            part(.tasksCreated, "tasks", always: false), part(.pageFaults, "faults", always: false),
            part(.migrations, "migrations", always: false),
        ].compactMap(\.self).joined(separator: ", ")
    }
}

extension Grade.Letter {
    /// How it looks in a table.
    var look: Terminal.Look {
        switch self {
        case .a: .green
        case .b: .dim
        case .c: .yellow
        case .d: .red
        }
    }
}
