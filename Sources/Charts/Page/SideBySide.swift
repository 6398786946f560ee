internal import Basics
internal import Claims
internal import Machine
internal import Results
internal import Sampling

/// The parts of a page about several machines, each as HTML.
extension PageParts {
    /// The figures that everybody asks for first, a line a machine.
    static func keyFigures(_ members: [ReportPage.Member]) -> String {
        let keys = members.map { KeyFigure.all(of: $0.figures) }
        let places = KeyFigure.names.indices.filter { place in keys.contains { $0[place] != nil } }
        let rows = zip(members, keys).map { member, keys in
            ["<b>\(HTML.text(member.label))</b>"]
                + places.map { place in
                    guard let key = keys[place] else { return "–" }
                    let then = key.then.map {
                        "<br><span class=\"faint\">\(HTML.text(Format.times(key.value.median / $0))) 2007</span>"
                    }
                    return HTML.text(Format.time(key.value.median)) + (then ?? "")
                }
        }
        return HTML.table(
            ["machine"] + places.map { HTML.text(KeyFigure.names[$0]) }, numbers: Set(1...max(1, places.count)), rows)
    }

    /// The facts in which machines differ: of few a column each, of many how often each value occurs.
    static func differences(_ differences: [FactDifference], _ members: [ReportPage.Member]) -> String {
        let shown = differences.filter { !$0.moves.isEmpty || $0.isContradiction }.prefix(mostDifferences)
        guard !shown.isEmpty else { return "<p class=\"faint\">Nothing that a fingerprint has.</p>" }
        let isWide = members.count <= 4
        let rows = shown.map { difference -> [String] in
            let why = difference.because.map { "<br><span class=\"faint\">\(HTML.text($0))</span>" } ?? ""
            let head = HTML.text(difference.label) + why
            if isWide { return [head] + difference.shown.map { HTML.text(brief($0)) } }
            let counts = Dictionary(grouping: difference.shown.indices) { difference.shown[$0] }
                .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
            let values = counts.prefix(8).map { value, indices in
                let who = indices.count <= 3 ? indices.map { members[$0].label }.joined(separator: ", ") : ""
                return "\(brief(value)) (\(who.isEmpty ? numbered(indices.count, "machine") : who))"
            }
            let rest = counts.count > 8 ? ["and \(counts.count - 8) more"] : []
            return [head, (values + rest).map { HTML.text($0) }.joined(separator: "<br>")]
        }
        return HTML.table(["fact"] + (isWide ? members.map { HTML.text($0.label) } : ["values"]), rows)
    }

    private static let mostDifferences = 60

    private static func brief(_ value: String) -> String {
        value.count > 160 ? value.prefix(159) + "…" : value
    }

    /// Machine, kernel, date and version of each.
    static func origins(_ members: [ReportPage.Member]) -> String {
        let rows = members.map { member -> [String] in
            let quality = Dictionary(grouping: member.figures.compactMap(\.grade), by: \.rawValue)
                .sorted { $0.key < $1.key }.map { "\($1.count) \($0)" }.joined(separator: ", ")
            return [
                "<b>\(HTML.text(member.label))</b>", HTML.text(member.result.provenance),
                HTML.text(numbered(member.figures.count, "row")), HTML.text(quality),
            ]
        }
        return HTML.table(["machine", "what and when", "rows", "grades"], rows)
    }

    /// What became of each claim on each machine.
    static func verdicts(_ members: [ReportPage.Member]) -> String {
        let isWide = members.count <= 6
        let rows = (members.first?.claims.claims ?? []).map { claim -> [String] in
            let rulings = members.map { member in member.claims.claims.first { $0.id == claim.id } }
            let head = "<b>\(HTML.text(claim.id))</b><br>\(HTML.text(claim.says))"
            if isWide {
                return [head]
                    + rulings.map { ruling in
                        guard let verdict = ruling?.verdict else { return "" }
                        return "<span class=\"\(look(verdict.word))\">\(HTML.text(verdict.text))</span>"
                    }
            }
            let words = Dictionary(grouping: rulings.compactMap { $0?.verdict.word.rawValue }, by: \.self)
                .sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }
                .map { "\($0) on \($1.count)" }.joined(separator: ", ")
            let factors = rulings.compactMap { $0?.verdict.factor?.median }.sorted()
            let span = factors.first.flatMap { first in
                factors.last.map { "\(Format.times(first)) … \(Format.times($0))" }
            }
            return [head, HTML.text(words), HTML.text(span ?? "")]
        }
        let head = isWide ? members.map { HTML.text($0.label) } : ["verdicts", "factors"]
        return HTML.table(["claim"] + head, rows) + source
    }
}
