import Basics
import Claims
import Results
import Sampling

/// What a command wants of a result, where the person names none.
struct Wanted: Sendable {
    /// What it is, after "with".
    let what: String
    /// Whether a result of these measured rows has it.
    let isThere: @Sendable (Set<RowName>) -> Bool

    /// No further back than this is looked.
    static let mostFiles = 100

    /// What decides some claims; where none is named, what stands first among them: a null call and switches.
    static func claims(_ ids: Set<String>) -> Wanted {
        guard !ids.isEmpty else {
            let rows = [FigureOf2007.nullSyscall, .processSwitch, .threadSwitch]
            return Wanted(what: "a null call and switches") { names in
                rows.allSatisfy { figure in names.contains { figure.isAnswered(by: $0) } }
            }
        }
        let needs = Ledger.claims.filter { ids.contains($0.id) }.map(\.needs)
        return Wanted(what: "the rows of " + ids.sorted().joined(separator: ", ")) { names in
            needs.contains { !$0.isEmpty && names.isSuperset(of: $0) }
        }
    }

    /// What the bill of a switch is made of.
    static let bill = Wanted(what: "the parts of a switch") {
        $0.isSuperset(of: ["switch.pipe.process", "switch.yield.process", "switch.yield.thread", "syscall.enosys"])
    }

    /// What charts are drawn of: of all, where none is named, a switch, a sweep or a layer. A single row is none.
    static func charts(_ names: [String] = []) -> Wanted {
        guard !names.isEmpty else {
            let rows = ["ladder", "sweep", "tax"].map(rows(ofChart:))
            return Wanted(what: "rows for a chart") { names in rows.contains { $0(names) } }
        }
        let rows = names.map(rows(ofChart:))
        return Wanted(what: "rows for " + names.joined(separator: ", ").printable) { names in
            rows.allSatisfy { $0(names) }
        }
    }

    /// Whether rows make a chart, by its name; of a chart that is made of anything, always.
    private static func rows(ofChart name: String) -> @Sendable (Set<RowName>) -> Bool {
        let parts = name.split(separator: "-").map(String.init)
        switch parts.first {
        case "claims": return claims([]).isThere
        case "bill": return bill.isThere
        case "ladder": return { $0.contains { $0.family == "switch" && !$0.isVaried } }
        case "tax": return { $0.contains { $0.family == "tax" } }
        case "efficiency": return { $0.contains { RowName($0.base, []).isLike("create.parallel.*") } }
        case "matrix": return { $0.contains { $0.value(of: "partner") != nil } }
        case "sweep", "grid":
            // Fewer points than these make no line.
            let family = parts.dropFirst().first
            return { $0.count { $0.isVaried && family.map([$0.family].contains) ?? true } > 2 }
        default: return { _ in true }
        }
    }
}
