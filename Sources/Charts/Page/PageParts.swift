internal import Basics
internal import Claims
internal import Machine
internal import Results
internal import Sampling

/// The parts of a page about one machine, each as HTML.
enum PageParts {
    /// The figures that everybody asks for first.
    static func tiles(_ member: ReportPage.Member) -> String {
        let tiles = KeyFigure.all(of: member.figures).compactMap(\.self).map { key -> String in
            let then = key.then.map { "\(Format.times(key.value.median / $0)) the \(Format.time($0)) of 2007" }
            let interval = Format.interval(key.value.low, key.value.high, around: key.value.median, "ns")
            let lines = [key.what, then, interval + (key.grade.map { ", grade " + $0 } ?? "")].compactMap(\.self)
            return "<div class=\"tile\"><b>\(HTML.text(Format.time(key.value.median)))</b>"
                + lines.map { "<small>\(HTML.text($0))</small>" }.joined() + "</div>"
        }
        return tiles.isEmpty ? "" : "<div class=\"tiles\">\(tiles.joined(separator: "\n"))</div>"
    }

    /// Every row, with its intervals, what the kernel counted, and what it is.
    static func figures(_ member: ReportPage.Member, summaries: [String: String]) -> String {
        func interval(_ estimate: Estimate?, _ unit: String) -> String {
            estimate.map { Format.interval($0.low, $0.high, around: $0.median, unit) } ?? ""
        }
        let rows = member.figures.map { figure -> [String] in
            let isMeasured = figure.status == .measured
            let remark = ([isMeasured ? figure.why ?? "" : figure.reason ?? ""] + figure.notes)
                .filter { !$0.isEmpty }.joined(separator: "; ")
            let state = isMeasured ? figure.grade?.rawValue ?? "" : figure.status == .invalid ? "INVALID" : "–"
            let what = summaries[figure.name.base].map { "<br><span class=\"faint\">\(HTML.text($0))</span>" } ?? ""
            return [
                HTML.text(figure.name.text) + what,
                HTML.text(figure.cost.map { Format.amount($0.median, figure.unit) } ?? ""),
                HTML.text(interval(figure.cost, figure.unit)),
                HTML.text(figure.net.map { Format.amount($0.median, figure.unit) } ?? ""),
                HTML.text(interval(figure.net, figure.unit)), HTML.text(counts(figure)),
                isMeasured ? state : "<span class=\"not\">\(state)</span>",
                "<span class=\"faint\">\(HTML.text(remark))</span>",
            ]
        }
        return HTML.table(
            ["probe", "cost", "95 % interval", "net", "95 % interval", "counted per operation", "grade", "remark"],
            numbers: [1, 2, 3, 4], rows)
    }

    private static func counts(_ figure: Figure) -> String {
        let wanted: [(Quantity, String)] = [
            (.contextSwitches, "switches"), (.syscalls, "syscalls"), (.tasksCreated, "tasks"), (.pageFaults, "faults"),
        ]
        return wanted.compactMap { quantity, word in
            figure.perOperation[quantity].map { "\(Format.count($0)) \(word)" }
        }.joined(separator: ", ")
    }

    /// The fingerprint by topic.
    static func machine(_ member: ReportPage.Member) -> String {
        member.result.machine.sections.map { section in
            let rows = section.rows.map { [HTML.text($0.label), HTML.text($0.value)] }
            return HTML.table([HTML.text(section.title), ""], rows)
        }.joined(separator: "\n")
    }

    /// How the figures came about.
    static func method(_ member: ReportPage.Member) -> String {
        let plan = member.result.run.plan
        let sentences = [
            "Each probe ran in up to \(numbered(plan.launches, "fresh process", "fresh processes")), pinned, in "
                + "batches of about \(Format.time(Double(plan.batch))), in rounds of random order "
                + "over all probes (seed \(plan.seed)).",
            "Cost is the median of the batches during which the core was undisturbed, with a 95 % interval; net is the "
                + "same less the same operations done by one task without switching.",
            "The kernel's own counts of switches, system calls, faults and migrations had to agree with what a probe "
                + "declares; a row where they did not is INVALID.",
        ]
        return "<p>" + sentences.map { HTML.text($0) }.joined(separator: " ") + "</p>"
    }

    /// Each claim with its verdict and its reason.
    static func claims(_ member: ReportPage.Member) -> String {
        let rows = member.claims.claims.map { ruling -> [String] in
            [
                "<b>\(HTML.text(ruling.id))</b><br>\(HTML.text(ruling.says))",
                "<span class=\"\(look(ruling.verdict.word))\">\(HTML.text(ruling.verdict.text))</span><br>"
                    + "<span class=\"faint\">\(HTML.text(ruling.reason))</span>"
                    + "<details><summary>the rule, and why it is fair</summary>"
                    + [ruling.rule, ruling.fair, ruling.wouldChange].map { "<p>\(HTML.text($0))</p>" }.joined()
                    + "</details>",
                HTML.text(ruling.then.short), HTML.text(ruling.headline.text),
                HTML.text(ruling.verdict.factorText ?? ""),
            ]
        }
        return HTML.table(["claim", "verdict", "2007", "here", "factor"], numbers: [2, 3, 4], rows) + source
    }

    /// How a verdict is shown.
    static func look(_ word: Verdict.Word) -> String {
        switch word {
        case .holds, .about: "holds"
        case .offBy, .doesNotHold: "not"
        case .cannotTell, .notAMeasurement: "faint"
        }
    }

    /// Where the claims are from.
    static var source: String {
        let source = Ledger.source
        let words = "Claims: \(source.author), \(source.lists), \(source.date), “\(source.subject)”."
        return "<p class=\"faint\">\(HTML.text(words))</p>"
    }
}
