internal import Basics
internal import Claims
internal import Machine
public import Results
public import Sampling

extension Chart {
    /// One picture of a machine that can be passed round: what it is, and the figures that everybody asks for, each
    /// beside that of 2007. Nil where the result has none of them.
    public static func card(_ result: ResultFile, figures: [Figure]) -> Chart? {
        let keys = KeyFigure.all(of: figures)
        guard keys.contains(where: { $0 != nil }) else { return nil }
        let origin = result.origin
        let machine = origin.machine ?? "an unknown processor"
        let source = Ledger.source
        let footer =
            "What one operation costs on one CPU; the kernel counted what each does. Pale, up to the line: "
            + "\(source.author), \(source.lists), \(source.date)."
        let rows = zip(KeyFigure.names, keys).enumerated().map { place, pair in row(place + 1, pair.0, pair.1) }
        let head = [line(machine, font: 36), line(origin.circumstances, font: 21)] + state(of: result.machine)
        let numbered = Array(head.enumerated()).map { ($0 + 1, $1) }
        let below = TextWidth.lines(GnuplotText.label(footer), to: CardPlace.width, font: 17).prefix(2).enumerated()
        let lines = numbered + below.map { ($0 + 5, $1) }
        return Chart(
            "card", title: "What \(machine) charges", template: .card,
            variables: lines.map { ("line\($0)", .text($1)) }, blocks: [Block(rows: rows)],
            notes: [result.provenance, footer])
    }

    /// A tile; of what was not measured, too, so that each has its place.
    private static func row(_ place: Int, _ what: String, _ key: KeyFigure?) -> [Cell] {
        let then = key?.then.map { "\(Format.time($0)) in 2007" } ?? (key == nil ? "" : "no figure of 2007")
        let factor = key.flatMap { key in key.then.map { key.value.median / $0 } }
        let quality = key.map { "±" + $0.value.plusMinus("ns") + ($0.grade.map { ", grade " + $0 } ?? "") }
        return [
            .number(Double(place)), .text(what), .text(key.map { Format.time($0.value.median) } ?? "–"),
            .text(quality ?? "not measured"), Cell(factor), .text(factor.map { Format.times($0) + " that" } ?? ""),
            .text(then),
        ]
    }

    /// What the machine does about its vulnerabilities, in at most two lines.
    private static func state(of machine: Fingerprint) -> [String] {
        guard let state = MitigationState(machine) else { return [] }
        let asked = state.asked.map { "booted with mitigations=\($0.printable)" }
        let inForce = state.inForce.isEmpty ? "no mitigation in force" : listed("mitigated: ", state.inForce)
        let open = state.open.isEmpty ? nil : listed("vulnerable: ", state.open)
        let second = [open, asked].compactMap(\.self).joined(separator: " · ")
        return [inForce] + (second.isEmpty ? [] : [line(second, font: 21)])
    }

    /// As many names as there is room for, and how many more there are.
    private static func listed(_ head: String, _ names: [String]) -> String {
        let names = names.map { GnuplotText.label($0) }
        for count in stride(from: names.count, to: 0, by: -1) {
            let more = names.count > count ? " and \(names.count - count) more" : ""
            let text = head + names.prefix(count).joined(separator: ", ") + more
            if TextWidth.pixels(text, font: 21) <= CardPlace.width { return text }
        }
        return head + "\(names.count)"
    }

    private static func line(_ text: String, font: Double) -> String {
        TextWidth.shortened(GnuplotText.label(text), to: CardPlace.width, font: font)
    }
}

private enum CardPlace {
    /// Pixels from the left margin to the right one.
    static let width = 1120.0
}

extension Chart.Template {
    /// Six figures with those of 2007 as ghosts, 1200 × 630.
    public static let card = Chart.Template(PackageResources.card_gp)
}
