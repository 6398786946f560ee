import Basics
import Sampling
import Workers

/// What a command did, and what was claimed of it.
struct AuditTable {
    let audit: CommandAudit
    let claims: [AuditClaim]

    func lines(on terminal: Terminal) -> [String] {
        var counts = Table([.init("counted by the kernel"), .init("", .right), .init("", .left, .wraps)])
        for quantity in CommandAudit.quantities {
            let count = audit.tally.counted[quantity]
            counts.add([
                Table.Cell(AuditTable.title(quantity)), Table.Cell(count.map(grouped) ?? ""),
                Table.Cell(count == nil ? "not counted: " + (audit.tally.absent[quantity] ?? "") : "", .dim),
            ])
            if quantity == .voluntarySwitches, let others = audit.involuntarySwitches {
                counts.add(["  against its will", Table.Cell(grouped(others)), ""])
            }
        }
        let cpu = audit.user + audit.system
        counts.add([
            "CPU time", Table.Cell(Format.time(cpu * 1e9)),
            Table.Cell(
                "\(Format.time(audit.user * 1e9)) in programs, \(Format.time(audit.system * 1e9)) in the kernel", .dim),
        ])
        counts.add(["time", Table.Cell(Format.time(Double(audit.nanoseconds))), ""])
        return counts.lines(on: terminal) + calls(on: terminal) + verdicts(on: terminal) + remarks
    }

    private static func title(_ quantity: Quantity) -> String {
        switch quantity {
        case .voluntarySwitches: "  of its own will"
        case .tasksCreated: "tasks made"
        default: quantity.words
        }
    }

    private func calls(on terminal: Terminal) -> [String] {
        guard !audit.calls.isEmpty else { return [] }
        var table = Table([.init("system call"), .init("entered", .right)])
        for call in audit.calls.prefix(20) { table.add([Table.Cell(call.name), Table.Cell(grouped(call.count))]) }
        let more = audit.calls.count - 20
        return [""] + table.lines(on: terminal)
            + (more > 0 ? ["and \(numbered(more, "other call")) less often ('--json' has all)"] : [])
    }

    private func verdicts(on terminal: Terminal) -> [String] {
        guard !claims.isEmpty else { return [] }
        var table = Table([.init("claimed"), .init("counted", .right), .init("verdict", .left, .wraps)])
        for claim in claims {
            let (count, reason) = claim.counted(in: audit)
            guard let count else {
                table.add([Table.Cell(claim.text.printable), "", Table.Cell("cannot tell: \(reason)", .yellow)])
                continue
            }
            table.add([
                Table.Cell(claim.text.printable), Table.Cell(grouped(count)),
                Table.Cell(claim.verdict(count), claim.isRight(count) ? .green : .red),
            ])
        }
        return [""] + table.lines(on: terminal)
    }

    private var remarks: [String] {
        var lines: [String] = []
        if !audit.calls.isEmpty { lines.append("the calls by name are of a second run, under a tracer") }
        if audit.livesOn { lines.append("some of its tasks live on: what they did is not all counted") }
        if audit.status != 0 { lines.append("the command ended with status \(audit.status)") }
        if let share = audit.foreignShare, share > 0.02 {
            lines.append("others used \(Format.percent(share)) of all CPUs' time meanwhile")
        }
        return lines.isEmpty ? [] : [""] + lines.map { "  " + $0 }
    }
}

/// A whole number with its thousands apart: "200,014".
func grouped(_ number: Int) -> String {
    let digits = String(number.magnitude)
    var text = ""
    for (index, digit) in digits.enumerated() {
        if index > 0, (digits.count - index).isMultiple(of: 3) { text += "," }
        text.append(digit)
    }
    return number < 0 ? "-" + text : text
}
