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
    /// Whether every reason for a lower grade is spelled out.
    let isDetailed: Bool

    /// The table of a whole result.
    init(of file: ResultFile, isDetailed: Bool = false) {
        figures = file.figures
        run = file.run
        findings = Findings.sentences(on: file)
        self.isDetailed = isDetailed
    }

    /// The lines, with remarks below.
    func lines(on terminal: Terminal) -> [String] {
        var table = Table([
            ("probe", .left), ("cost", .right), ("95 % interval", .right), ("net", .right), ("95 % interval", .right),
            ("counted per operation", .left), ("grade", .left), ("why", .left),
        ])
        var family: String?
        for figure in figures {
            let own = figure.name.family
            if let family, family != own { table.add([]) }
            family = own
            table.add(cells(figure))
        }
        return table.lines(on: terminal) + ServedTable(figures: figures).lines(on: terminal)
            + TailTable(figures: figures).lines(on: terminal)
            + CountedTable(figures: figures).lines(on: terminal) + remarks(on: terminal)
    }

    private func cells(_ figure: Figure) -> [Table.Cell] {
        let name = Table.Cell(figure.name.printable)
        guard figure.status == .measured || figure.status == .invalid, let cost = figure.cost else {
            let look: Terminal.Look = figure.status == .skipped ? .dim : .red
            return [name, Table.Cell("\(figure.status.rawValue): \((figure.reason ?? "").printable)", look)]
        }
        let isInvalid = figure.status == .invalid
        return [
            name,
            Table.Cell(Format.amount(cost.median, figure.unit), isInvalid ? .red : .bold),
            Table.Cell(cost.interval(in: figure.unit), .dim),
            Table.Cell(figure.net.map { Format.time($0.median) } ?? ""),
            Table.Cell(figure.net.map { $0.interval(in: "ns") } ?? "", .dim), Table.Cell(counted(figure), .dim),
            isInvalid ? Table.Cell("INVALID", .red) : Table.Cell(figure.grade?.rawValue ?? "", look(figure.grade)),
            Table.Cell(figure.why ?? "", .dim),
        ]
    }

    private func look(_ grade: Grade.Letter?) -> Terminal.Look {
        switch grade {
        case .a: .green
        case .b, nil: .dim
        case .c: .yellow
        case .d: .red
        }
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

    /// What belongs to the figures, each remark once, with the rows that it is about.
    private func remarks(on terminal: Terminal) -> [String] {
        var order: [String] = []
        var rows: [String: [String]] = [:]
        func note(_ text: String, _ name: String) {
            if rows[text] == nil { order.append(text) }
            rows[text, default: []].append(name)
        }
        for figure in figures {
            if figure.status == .invalid { note("INVALID: " + (figure.reason ?? "").printable, figure.name.printable) }
            for text in figure.notes + (isDetailed ? figure.noise : []) { note(text.printable, figure.name.printable) }
        }
        let lines = order.map { text in
            let names = rows[text] ?? []
            let who = names.count > 3 ? "\(names[0]) and \(names.count - 1) more" : names.joined(separator: ", ")
            return "\(who): \(text)"
        }
        let all =
            [run.shortfall].compactMap(\.self) + shares + counters + net + findings.map { $0.printable(upTo: 2000) }
            + lines
        guard !all.isEmpty else { return [] }
        return [""]
            + all.flatMap { line in
                wrapped(line, width: max(40, min(terminal.width, 120) - 4)).enumerated().map {
                    ($0 == 0 ? "  " : "    ") + terminal.show($1, .dim)
                }
            }
    }

    /// Why there are no counts, said once.
    private var counters: [String] {
        run.noCounters.map { ["no hardware counters: \($0.printable)"] } ?? []
    }

    /// What is left in the net figures, which is not the same in all rows.
    private var net: [String] {
        let meanings = Figure.netMeanings(of: figures)
        guard !meanings.isEmpty else { return [] }
        return [
            "net is the cost less the same calls without what is measured. It leaves "
                + meanings.joined(separator: "; ")
        ]
    }

    /// What was the same for all rows.
    private var shares: [String] {
        let shares = [(run.stealShare, "was stolen by the hypervisor"), (run.foreignShare, "went to other tasks")]
        let quota = run.throttledShare.flatMap { share in
            share >= 0.005
                ? "the control group's CPU quota stopped the run in \(Format.percent(share)) of its periods: tails are "
                    + "those of the quota" : nil
        }
        let parts = shares.compactMap { share, words in
            share.flatMap { $0 >= 0.005 ? "\(Format.percent($0)) \(words)" : nil }
        }
        return [quota].compactMap(\.self)
            + (parts.isEmpty ? [] : ["of CPU \(run.cpu)'s time " + parts.joined(separator: ", ")])
    }
}
