import Basics
import Sampling

/// What stands below the table of a result.
struct ResultRemarks {
    private let figures: [Figure]
    private let run: RunConditions
    private let findings: [String]
    private let conditions: [RowName: [String]]
    private let detail: ResultTable.Detail

    init(of table: ResultTable) {
        (figures, run, findings, detail) = (table.figures, table.run, table.findings, table.detail)
        conditions = table.conditions
    }

    /// The lines, after an empty one: each remark once, with the rows that it is about.
    func lines(on terminal: Terminal) -> [String] {
        let all =
            [run.shortfall].compactMap(\.self) + legend + shares + counters + cycles + net
            + findings.map { $0.printable(upTo: 2000) } + notes + reasons
        guard !all.isEmpty else { return [] }
        return [""]
            + all.flatMap { line in
                wrapped(line, width: terminal.measure - 4).enumerated().map {
                    ($0 == 0 ? "  " : "    ") + terminal.show($1, .dim)
                }
            }
    }

    /// What the columns say.
    private var legend: [String] {
        guard figures.contains(where: { $0.cost != nil }) else { return [] }
        let grades = "grade: A undisturbed, B something noticed, C something serious, D do not use"
        let interval =
            "±: half of the 95 % interval, the wider half"
            + (detail.contains(.all) ? "; in a reason half its width" : "")
        return [
            "\(grades). \(interval)."
                + (detail.contains(.all) ? "" : " 'toll show -v' adds intervals, counts, conditions and reasons.")
        ]
    }

    /// Remarks on single rows, and why some are INVALID. What a row was measured under is shown with all details.
    private var notes: [String] {
        var remarks = Remarks()
        for figure in figures {
            let name = figure.name.printable
            if figure.status == .invalid { remarks.add("INVALID: " + (figure.reason ?? "").printable, name) }
            let usual = detail.contains(.all) ? [] : conditions[figure.name] ?? []
            for text in figure.notes where !usual.contains(text) { remarks.add(text.printable, name) }
        }
        return remarks.lines { text, names in
            (names.count > 3 ? "\(names[0]) and \(names.count - 1) more" : names.joined(separator: ", ")) + ": " + text
        }
    }

    /// What lowers grades: what it is and what to try once, then the rows with their numbers.
    private var reasons: [String] {
        guard detail.contains(.all) else { return [] }
        var remarks = Remarks()
        var ofRun: Set<Noise> = []
        for figure in figures {
            for reason in figure.reasons {
                if !reason.isOfRun {
                    remarks.add(reason.rule, "\(figure.name.printable) \(reason.number)")
                } else if ofRun.insert(reason).inserted {
                    remarks.add(reason.rule, "All rows: \(reason.number)")
                }
            }
        }
        return remarks.lines { rule, rows in "\(rule). \(rows.joined(separator: ", "))" }
    }

    /// Why there are no counts, said once.
    private var counters: [String] {
        run.noCounters.map { ["no hardware counters: \($0.printable)"] } ?? []
    }

    /// Whose cycles they are, or why there are none.
    private var cycles: [String] {
        guard detail.contains(.cycles) else { return [] }
        guard figures.contains(where: { $0.cycles != nil }) else {
            return ["no core cycles: " + (run.noCycles ?? "this result was written without them").printable]
        }
        return ["cycles: core cycles of an operation, by the sentinel and not by a counter"]
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
        let parts = shares.compactMap { share, words in
            share.flatMap { $0 >= 0.005 ? "\(Format.percent($0)) \(words)" : nil }
        }
        let quota = run.throttledShare.flatMap { share in
            share >= 0.005
                ? "the control group's CPU quota stopped the run in \(Format.percent(share)) of its periods: tails are "
                    + "those of the quota" : nil
        }
        let elsewhere = run.foreignElsewhere.flatMap { share in
            share >= 0.05
                ? "other tasks used \(Format.decimal(share, places: 2)) CPUs' worth of time on other CPUs, which may "
                    + "share CPU \(run.cpu)'s core: 'top' shows which" : nil
        }
        return [quota, elsewhere].compactMap(\.self)
            + (parts.isEmpty ? [] : ["of CPU \(run.cpu)'s time " + parts.joined(separator: ", ")])
    }
}

/// Remarks in the order in which they come, each with the rows that it is about.
private struct Remarks {
    private var order: [String] = []
    private var rows: [String: [String]] = [:]

    mutating func add(_ text: String, _ row: String) {
        if rows[text] == nil { order.append(text) }
        rows[text, default: []].append(row)
    }

    func lines(_ line: (_ text: String, _ rows: [String]) -> String) -> [String] {
        order.map { line($0, rows[$0] ?? []) }
    }
}
