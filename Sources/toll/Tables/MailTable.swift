import Basics
import Results
import Sampling

/// A comparison of two runs for a mail: plain text that no mail program wraps.
struct MailTable {
    let comparison: Comparison
    /// The two results, in the order of the sides.
    let runs: [ResultFile]

    /// Columns that mails keep to.
    static let width = 72

    private var base: Int { comparison.base }
    private var other: Int { 1 - comparison.base }

    var lines: [String] {
        let names = ["base", "patched"]
        var table = Table([
            .init(""), .init(names[0], .right), .init(names[1], .right), .init("change", .right),
            .init("95 % interval", .right),
        ])
        var (unknown, proofs): ([String], [String]) = ([], [])
        for row in comparison.rows {
            guard let outcome = row.outcomes[other], let ratio = outcome.ratio, let before = row.figures[base],
                let after = row.figures[other], let old = comparison.judge.value(before),
                let new = comparison.judge.value(after)
            else {
                unknown.append("\(row.name.printable): \((row.outcomes[other]?.reason ?? "no figure").printable)")
                continue
            }
            let unit = comparison.judge.unit(before)
            let mark = outcome.verdict == .cannotTell ? "?" : outcome.verdict == .withinNoise ? "~" : ""
            table.add([
                Table.Cell(MailTable.short(row.name.printable)), Table.Cell(Format.amount(old.median, unit)),
                Table.Cell(Format.amount(new.median, unit)),
                Table.Cell(mark + Format.change(ratio.median - 1)),
                Table.Cell("\(Format.change(ratio.low - 1).dropLast(2))..\(Format.change(ratio.high - 1))"),
            ])
            if mark == "?" { unknown.append("\(row.name.printable): \((outcome.reason ?? "").printable)") }
            if let proof = proof(row.name) { proofs.append("\(row.name.printable): \(proof)") }
        }
        let head = "\(comparison.judge.quantity.rawValue) per operation; ~: within noise, ?: cannot tell"
        var lines = [head, ""] + table.lines(on: Terminal(plain: MailTable.width))
        if !unknown.isEmpty { lines += ["", "Undecided:"] + wrapped(list: unknown) }
        lines += ["", "Counted by the kernel per operation, in both runs unless two are given:"]
        lines += wrapped(list: proofs)
        lines.append("")
        for (name, side) in zip(names, [base, other]) { lines += wrapped(list: [name + ": " + machine(side)]) }
        return lines.map { $0.map { MailTable.plain[$0] ?? String($0) }.joined() }
    }

    /// A name that leaves room for four figures.
    private static func short(_ name: String) -> String {
        name.count <= 28 ? name : String(name.prefix(13)) + ".." + String(name.suffix(13))
    }

    /// What mails have instead of signs that are not in every font.
    private static let plain: [Character: String] = ["µ": "u", "…": "..", "×": "x", "–": "-", "−": "-"]

    private func wrapped(list: [String]) -> [String] {
        list.flatMap { item in
            toll.wrapped(item, width: MailTable.width - 4).enumerated().map { ($0 == 0 ? "  " : "    ") + $1 }
        }
    }

    /// "1.00 switches, 2.00 syscalls"; the other run's beside it where they differ.
    private func proof(_ name: RowName) -> String? {
        let texts = [base, other].map { side -> String? in
            guard let figure = runs[side].figures.first(where: { $0.name == name }) else { return nil }
            let parts = Quantity.allCases.compactMap { quantity -> String? in
                guard let value = figure.perOperation[quantity], value >= 0.005 else { return nil }
                return "\(Format.count(value)) \(quantity.words)"
            }
            return parts.isEmpty ? "enters no kernel and does not switch" : parts.joined(separator: ", ")
        }
        guard let first = texts[0], let second = texts[1] else { return texts[0] ?? texts[1] }
        return first == second ? first : "\(first); \(second)"
    }

    private func machine(_ side: Int) -> String {
        let result = runs[side]
        let facts = ["kernel.release", "cpu.model", "machine.hypervisor"].map { result.fact($0) }
        let cpus = result.fact("cpu.logical")
        return "Linux \(facts[0].printable), \(facts[1].printable), \(cpus) CPUs, hypervisor \(facts[2].printable), "
            + "\(result.beganText)"
    }
}
