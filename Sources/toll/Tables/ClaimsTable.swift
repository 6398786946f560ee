import Basics
import Claims

/// The claims as a person reads them: a line each, or everything that is known of some of them.
struct ClaimsTable {
    let report: ClaimsReport

    /// What becomes of the claims that only wait for rows to be run.
    enum WithoutRun {
        /// Each has its line, as the others have.
        case shown
        /// One line at the end counts them, and says what runs them in which time.
        case foldedUp(into: Span)
    }

    /// A line for each claim, and where the claims come from.
    func lines(on terminal: Terminal, withoutRun: WithoutRun = .shown) -> [String] {
        var (claims, last) = (report.claims, [String]())
        if case .foldedUp(let span) = withoutRun {
            claims.removeAll { $0.verdict.needs?.isARun == true }
            let count = report.claims.count - claims.count
            let words = "\(count) more \(count == 1 ? "needs" : "need") other rows: 'toll judge' measures them, "
            if count > 0 { last = [words + "in about \(span.words)."] }
        }
        var table = Table([
            .init("claim"), .init("2007", .right), .init("here", .right), .init("factor", .right),
            .init("verdict", .left, .wraps),
        ])
        for ruling in claims {
            table.add([
                Table.Cell(ruling.id), Table.Cell(ruling.then.short, .dim), Table.Cell(ruling.headline.text, .bold),
                Table.Cell(ruling.verdict.factorText ?? ""), Table.Cell(ruling.verdict.text, look(ruling.verdict.word)),
            ])
        }
        return table.lines(on: terminal) + [""] + remarks(on: terminal)
            + last.flatMap { wrapped($0, width: width(terminal)) }
    }

    /// All that is known of each claim: the statement, the figure, the reason, the rule, why it is fair, and what would
    /// change the verdict.
    func details(on terminal: Terminal) -> [String] {
        report.claims.flatMap { ruling -> [String] in
            let parts: [(title: String, text: String)] = [
                (
                    "claim",
                    ruling.says + " (\(ruling.speaker.rawValue), 2007\(ruling.then.text.map { ": " + $0 } ?? ""))"
                ),
                ("here", ruling.summary), ("verdict", ruling.verdict.text),
                ("why", ruling.reason.printable(upTo: 4000)),
                ("rule", ruling.rule), ("fair", ruling.fair), ("but", ruling.wouldChange),
            ]
            let lines = parts.filter { !$0.text.isEmpty }.flatMap { title, text in
                wrapped(text, width: width(terminal) - 8).enumerated().map { index, line in
                    let head = index == 0 ? title : ""
                    let gap = String(repeating: " ", count: 8 - head.count)
                    return "  " + terminal.show(head, .dim) + gap
                        + (title == "verdict" ? terminal.show(line, look(ruling.verdict.word)) : line)
                }
            }
            return [terminal.show(ruling.id, .bold)] + lines + [""]
        } + remarks(on: terminal)
    }

    private func width(_ terminal: Terminal) -> Int { terminal.measure - 2 }

    private func remarks(on terminal: Terminal) -> [String] {
        let source = Ledger.source
        let legend =
            "factor: the figure over what was claimed; 1 or less is as claimed. In brackets: a boundary that is ours. "
            + "'toll claims -v', or 'toll claims' with a claim's name, says why."
        let cited = "Claims: \(source.author), \(source.lists), \(source.date), \"\(source.subject)\"."
        return [report.shortfall, legend, cited].compactMap(\.self).flatMap { wrapped($0, width: width(terminal)) }
    }

    private func look(_ word: Verdict.Word) -> Terminal.Look {
        switch word {
        case .holds: .green
        case .about, .offBy: .yellow
        case .doesNotHold: .red
        case .cannotTell, .notAMeasurement: .dim
        }
    }
}
