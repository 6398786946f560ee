internal import Basics
public import Claims
internal import Machine
public import Results
internal import Sampling

/// A result as one page of HTML that needs nothing besides itself: no script, no network.
public struct ReportPage: Sendable {
    /// The result.
    public var result: ResultFile
    /// What became of the claims.
    public var claims: ClaimsReport
    /// The charts as SVG text, with their names.
    public var pictures: [(name: String, svg: String)]
    /// Why there are no charts, where there are none.
    public var remark: String?

    /// A page.
    public init(
        result: ResultFile, claims: ClaimsReport, pictures: [(name: String, svg: String)], remark: String? = nil
    ) {
        (self.result, self.claims, self.pictures, self.remark) = (result, claims, pictures, remark)
    }

    /// The page's text.
    public var html: String {
        let model = HTML.text(result.machine["cpu.model"]?.text ?? "an unknown processor")
        let kernel = HTML.text(result.fact("kernel.release"))
        let parts = [
            "<h1>What \(model) charges</h1>",
            "<p class=\"lead\">Linux \(kernel), measured \(result.beganText) by toll in "
                + "\(HTML.text(seconds(result.run.seconds))) on CPU \(result.run.cpu)"
                + "\(result.run.shortfall.map { "; " + HTML.text($0) } ?? "")</p>",
            "<h2>The claims of 2007</h2>", claimsTable,
            "<p class=\"faint\">\(HTML.text(source))</p>",
            "<h2>Charts</h2>", charts, "<h2>Figures</h2>", figuresTable, "<h2>The machine</h2>", machineTable,
            "<h2>How it was measured</h2>", method, "<h2>To do it again</h2>",
            "<pre>toll run --budget \(result.run.plan.budget / 1_000_000)ms --launches \(result.run.plan.launches) "
                + "--seed \(result.run.plan.seed) --cpu \(result.run.cpu)\ntoll report</pre>",
        ]
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>toll: \(model)</title>
            <style>
            \(HTML.style)
            </style></head><body>
            \(parts.joined(separator: "\n"))
            </body></html>

            """
    }

    private var source: String {
        let source = Ledger.source
        return "Claims: \(source.author), \(source.lists), \(source.date), “\(source.subject)”."
    }

    private var claimsTable: String {
        let rows = claims.claims.map { ruling -> [String] in
            [
                "<b>\(HTML.text(ruling.id))</b><br>\(HTML.text(ruling.says))", HTML.text(ruling.then.short),
                HTML.text(ruling.headline.text), HTML.text(ruling.verdict.factorText ?? ""),
                "<span class=\"\(look(ruling.verdict.word))\">\(HTML.text(ruling.verdict.text))</span><br>"
                    + "<span class=\"faint\">\(HTML.text(ruling.reason))</span>"
                    + "<details><summary>the rule, and why it is fair</summary>"
                    + [ruling.rule, ruling.fair, ruling.wouldChange].map { "<p>\(HTML.text($0))</p>" }.joined()
                    + "</details>",
            ]
        }
        return HTML.table(["claim", "2007", "here", "factor", "verdict"], numbers: [1, 2, 3], rows)
    }

    private func look(_ word: Verdict.Word) -> String {
        switch word {
        case .holds, .about: "holds"
        case .offBy, .doesNotHold: "not"
        case .cannotTell, .notAMeasurement: "faint"
        }
    }

    private var charts: String {
        let figures = pictures.compactMap { picture in
            HTML.picture(picture.svg, named: picture.name).map { "<figure>\($0)</figure>" }
        }
        let note = remark.map { "<p class=\"faint\">\(HTML.text($0))</p>" } ?? ""
        return figures.isEmpty && note.isEmpty
            ? "<p class=\"faint\">No figure that a chart shows.</p>"
            : figures.joined(separator: "\n") + note
    }

    private var figuresTable: String {
        func interval(_ estimate: Estimate?, _ unit: String) -> String {
            estimate.map { "\(Format.amount($0.low, unit)) … \(Format.amount($0.high, unit))" } ?? ""
        }
        let rows = result.figures.map { figure -> [String] in
            let isMeasured = figure.status == .measured
            let remark = ([isMeasured ? figure.why ?? "" : figure.reason ?? ""] + figure.notes)
                .filter { !$0.isEmpty }.joined(separator: "; ")
            let state = isMeasured ? figure.grade?.rawValue ?? "" : figure.status == .invalid ? "INVALID" : "–"
            return [
                HTML.text(figure.name.text), HTML.text(figure.cost.map { Format.amount($0.median, figure.unit) } ?? ""),
                HTML.text(interval(figure.cost, figure.unit)),
                HTML.text(figure.net.map { Format.amount($0.median, figure.unit) } ?? ""),
                isMeasured ? state : "<span class=\"not\">\(state)</span>",
                "<span class=\"faint\">\(HTML.text(remark))</span>",
            ]
        }
        return HTML.table(
            ["probe", "cost", "95 % interval", "net", "grade", "remark"], numbers: [1, 2, 3], rows)
    }

    private var machineTable: String {
        result.machine.sections.map { section in
            let rows = section.rows.map { [HTML.text($0.label), HTML.text($0.value)] }
            return HTML.table([HTML.text(section.title), ""], rows)
        }.joined(separator: "\n")
    }

    private var method: String {
        let plan = result.run.plan
        let sentences = [
            "Each probe ran in \(plan.launches) fresh process\(plan.launches == 1 ? "" : "es"), pinned, in batches of "
                + "about \(Format.time(Double(plan.batch))), in rounds of random order "
                + "over all probes (seed \(plan.seed)).",
            "Cost is the median of the batches during which the core was undisturbed, with a 95 % interval; net is the "
                + "same less the same operations done by one task without switching.",
            "The kernel's own counts of switches, system calls, faults and migrations had to agree with what a probe "
                + "declares; a row where they did not is INVALID.",
        ]
        return "<p>" + sentences.map { HTML.text($0) }.joined(separator: " ") + "</p>"
    }

    private func seconds(_ seconds: Double) -> String { seconds.isFinite ? Format.time(seconds * 1e9) : "?" }
}
