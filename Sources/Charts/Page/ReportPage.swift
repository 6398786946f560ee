internal import Basics
public import Claims
public import Machine
public import Results
internal import Sampling

/// Results as one page of HTML that needs nothing besides itself: no script, no network.
public struct ReportPage: Sendable {
    /// A machine of the page.
    public struct Member: Sendable {
        /// What it is called.
        public var label: String
        /// The result.
        public var result: ResultFile
        /// What became of the claims.
        public var claims: ClaimsReport
        /// What the rows come to.
        let figures: [Figure]

        /// A machine.
        public init(label: String, result: ResultFile, claims: ClaimsReport) {
            (self.label, self.result, self.claims) = (label, result, claims)
            figures = result.figures
        }
    }

    /// A chart on the page.
    public struct Picture: Sendable {
        /// What stands above it.
        public var title: String
        /// What stands below that.
        public var notes: [String]
        /// As SVG, for screens and for paper.
        public var large: String
        /// The same for telephones.
        public var small: String

        /// A chart.
        public init(title: String, notes: [String], large: String, small: String) {
            (self.title, self.notes, self.large, self.small) = (title, notes, large, small)
        }
    }

    /// The machines; the first is what the others are held against.
    public var members: [Member]
    /// The charts.
    public var pictures: [Picture]
    /// What each probe is, by its name.
    public var summaries: [String: String]
    /// The facts in which the machines differ.
    public var differences: [FactDifference]
    /// Why there are no charts, where there are none.
    public var remark: String?

    /// A page of at least one machine.
    public init(_ members: [Member], pictures: [Picture], summaries: [String: String] = [:], remark: String? = nil) {
        (self.members, self.pictures, self.summaries, self.remark) = (members, pictures, summaries, remark)
        differences = members.count > 1 ? Fingerprint.differences(members.map(\.result.machine)) : []
    }

    /// The page's text.
    public var html: String {
        let parts = members.count == 1 ? members.flatMap(single) : several
        return """
            <!DOCTYPE html>
            <html lang="en"><head><meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
            <title>toll: \(title)</title>
            <style>
            \(HTML.style)
            </style></head><body>
            \(parts.joined(separator: "\n"))
            </body></html>

            """
    }

    private var title: String {
        members.count == 1
            ? HTML.text(members.first?.result.machine["cpu.model"]?.text ?? "an unknown processor")
            : numbered(members.count, "machine")
    }

    /// One machine: what it charges, then all the rest, the claims last.
    private func single(_ member: Member) -> [String] {
        let run = member.result.run
        return [
            "<h1>What \(title) charges</h1>",
            "<p class=\"lead\">\(HTML.text(member.result.provenance)). Measured in \(HTML.text(seconds(run.seconds))) "
                + "on CPU \(run.cpu)\(run.shortfall.map { "; " + HTML.text($0) } ?? "").</p>",
            PageParts.tiles(member), "<h2>Charts</h2>", charts, "<h2>Figures</h2>",
            PageParts.figures(member, summaries: summaries), "<h2>The machine</h2>", PageParts.machine(member),
            "<h2>How it was measured</h2>", PageParts.method(member), "<h2>To do it again</h2>",
            "<pre>toll run --budget \(run.plan.budget / 1_000_000)ms --launches \(run.plan.launches) "
                + "--seed \(run.plan.seed) --cpu \(run.cpu)\ntoll report</pre>",
            "<h2>The claims of 2007</h2>", PageParts.claims(member),
        ]
    }

    /// Several machines side by side.
    private var several: [String] {
        [
            "<h1>\(title.prefix(1).uppercased() + title.dropFirst()) side by side</h1>",
            "<p class=\"lead\">What system calls, switches and new tasks cost on each, measured by toll. "
                + "\(HTML.text(members[0].label)) is what the others are held against.</p>",
            PageParts.keyFigures(members), "<h2>Ratios</h2>",
            HeatMap(members).html ?? "<p class=\"faint\">No row that the first machine has a figure for.</p>",
            "<h2>What differs between the machines</h2>", PageParts.differences(differences, members),
            "<h2>Charts</h2>",
            charts, "<h2>Where each was measured</h2>", PageParts.origins(members), "<h2>The claims of 2007</h2>",
            PageParts.verdicts(members),
        ]
    }

    private var charts: String {
        let figures = pictures.map { picture in
            let notes = picture.notes.map { "<small>\(HTML.text($0))</small>" }.joined()
            return "<figure><figcaption>\(HTML.text(picture.title))\(notes)</figcaption>"
                + "<div class=\"large\">\(picture.large)</div><div class=\"small\">\(picture.small)</div></figure>"
        }
        let note = remark.map { "<p class=\"faint\">\(HTML.text($0))</p>" } ?? ""
        return figures.isEmpty && note.isEmpty
            ? "<p class=\"faint\">No figure that a chart shows.</p>"
            : figures.joined(separator: "\n") + note
    }

    private func seconds(_ seconds: Double) -> String { seconds.isFinite ? Format.time(seconds * 1e9) : "?" }
}
