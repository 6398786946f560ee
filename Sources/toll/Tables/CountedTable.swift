import Basics
import Sampling

/// What the counters said of the rows: a table of its own, there only where something was counted.
struct CountedTable {
    let figures: [Figure]

    /// A column: its title, and what it shows of a row.
    private typealias Column = (title: String, text: @Sendable (CountedFigure) -> String?)

    private static let derived: [Column] = [
        ("cycles", { $0.cycles.map(Format.digits) }), ("instructions", { $0.instructions.map(Format.digits) }),
        ("IPC", { $0.instructionsPerCycle.map { Format.fixed($0, 2) } }),
        ("user", { $0.userShare.map(Format.percent) }), ("kernel", { $0.kernelShare.map(Format.percent) }),
        ("GHz", { $0.gigahertz.map { Format.fixed($0, 2) } }), ("drift", { $0.clockDrift.map(Format.percent) }),
        ("cost in cycles", { $0.costInCycles.map(Format.digits) }),
        ("counting cost", { $0.countingCost.map(Format.percent) }),
    ]

    /// The lines, after an empty one; none where nothing was counted.
    func lines(on terminal: Terminal) -> [String] {
        let rows = figures.compactMap { figure in figure.counted.map { (figure.name, $0) } }
        let names = Set(rows.flatMap { $0.1.events.keys }).sorted().filter { !CountedTable.isDerived($0) }
        let events: [Column] = names.map { name in (name.printable, { $0.events[name].map(Format.count) }) }
        let columns = (CountedTable.derived + events).filter { column in rows.contains { column.text($0.1) != nil } }
        guard !columns.isEmpty else { return absent(rows, on: terminal) }
        var table = Table([.init("counted per operation")] + columns.map { .init($0.title, .right, .moves) })
        for (name, counted) in rows {
            table.add([Table.Cell(name.printable)] + columns.map { Table.Cell($0.text(counted) ?? "") })
        }
        return [""] + table.lines(on: terminal) + absent(rows, on: terminal)
    }

    /// Why events were not counted, each reason once.
    private func absent(_ rows: [(RowName, CountedFigure)], on terminal: Terminal) -> [String] {
        var reasons: [String: Set<String>] = [:]
        for (_, counted) in rows {
            for (event, reason) in counted.absent { reasons[reason, default: []].insert(event) }
        }
        return reasons.sorted { $0.key < $1.key }.flatMap { reason, events in
            let line = "not counted: \(events.sorted().joined(separator: ", ").printable): \(reason.printable)"
            return wrapped(line, width: terminal.measure - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
        }
    }

    /// Cycles and instructions have columns of their own already.
    private static func isDerived(_ event: String) -> Bool {
        let bare = event.lowercased()
        return ["cycles", "instructions"].contains { name in
            ["", ":u", ":k"].contains { bare == name + $0 || bare == "perf::" + name + $0 }
        }
    }
}
