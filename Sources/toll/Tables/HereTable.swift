import Basics
import Machine
import Sampling

/// What taxes this very process already: what is found, and what of its null call is whose.
struct HereTable {
    /// The figures that are measured: the null call, what remains of it where there is nothing to do, and one more of
    /// each layer that is here.
    var rows: [RowName] { [Self.whole, Self.floor] + layers.map(\.row) }

    private static let whole: RowName = "syscall.null.raw"
    private static let floor: RowName = "syscall.enosys"

    /// A layer that is here already, so many times over, and the row of one more of the same.
    private struct Layer {
        let name: String
        let times: Int
        let row: RowName
    }

    private let findings: [Finding]
    private let layers: [Layer]

    init(_ situation: Situation) {
        findings = Doctor.layers(situation)
        let facts = situation.facts
        func number(_ key: String) -> Int { Int(facts[key]?.number ?? 0) }
        var programs = 0
        if case .list(let listed) = facts["kernel.bpf_programs"] {
            programs = listed.filter { $0.hasPrefix("raw tracepoint") || $0.hasPrefix("tracepoint") }
                .compactMap { $0.split(separator: " ").last.flatMap { Int($0) } }.reduce(0, +)
        }
        let filters = number("process.seccomp_filters")
        let isMitigated = facts["process.store_bypass"]?.text?.contains("mitigated") == true
        layers = [
            Layer(name: "a filter the kernel remembers", times: filters, row: "tax.seccomp.allow.null"),
            Layer(name: "a filter that runs", times: filters, row: "tax.seccomp.args.null"),
            Layer(
                name: "a tracer", times: facts["process.traced"]?.flag == true ? 1 : 0, row: "tax.ptrace.null"),
            Layer(name: "loads that wait (SSBD)", times: isMitigated ? 1 : 0, row: "tax.ssbd.null"),
            Layer(name: "a BPF program on entries", times: programs, row: "tax.bpf.raw.null"),
            Layer(name: "a control group", times: number("cgroup.depth"), row: "tax.cgroup.null"),
        ].filter { $0.times > 0 }
    }

    /// What is here, as the doctor has it.
    func found(on terminal: Terminal) -> [String] {
        var table = Table([.init(""), .init("", .left, .wraps)])
        table.hasTitles = false
        for finding in findings {
            table.add([
                Table.Cell(finding.topic), Table.Cell(finding.what, finding.state == .noisy ? .yellow : nil),
            ])
        }
        return table.lines(on: terminal)
    }

    /// What of the null call is whose.
    func lines(of figures: [Figure], on terminal: Terminal) -> [String] {
        let figure = { (name: RowName) in figures.first { $0.name == name && $0.status == .measured } }
        guard let whole = figure(Self.whole)?.cost else {
            return wrapped(["The null call could not be measured."] + lost(figures), on: terminal)
        }
        var table = Table([
            .init("of a null call here"), .init("each", .right), .init("all", .right), .init("share", .right),
        ])
        func add(_ name: String, each: Double?, all: Double?) {
            table.add([
                Table.Cell(name), Table.Cell(each.map(Format.time) ?? ""), Table.Cell(all.map(Format.time) ?? ""),
                Table.Cell(all.map { Format.percent($0 / whole.median) } ?? ""),
            ])
        }
        for layer in layers {
            let name = layer.times > 1 ? "\(layer.times) × \(layer.name)" : layer.name
            let more = figure(layer.row)?.net
            let isSeen = more.map { $0.low > 0 } ?? false
            if isSeen {
                add(name, each: more?.median, all: more.map { $0.median * Double(layer.times) })
            } else {
                table.add([Table.Cell(name), Table.Cell(more == nil ? "–" : "none seen", .dim), "", ""])
            }
        }
        add("entering and leaving (\(Self.floor))", each: nil, all: figure(Self.floor)?.cost?.median)
        add("the whole (\(Self.whole))", each: nil, all: whole.median)
        return table.lines(on: terminal) + [""] + wrapped([remark] + lost(figures), on: terminal)
    }

    /// How the table is to be read.
    private var remark: String {
        if layers.isEmpty { return "No layer that toll can add is in force here, so none was measured a second time." }
        let each = "each: what one more of the same adds to a task of toll's own."
        guard layers.contains(where: { $0.row.base.hasPrefix("tax.seccomp.") }) else { return each }
        return each + " What a filter does is not known: it costs between the one that the kernel remembers and what "
            + "its length comes to."
    }

    /// Rows without a figure, by their reasons.
    private func lost(_ figures: [Figure]) -> [String] {
        figures.filter { $0.status != .measured }.map {
            "\($0.name): \($0.status.rawValue): \($0.reason ?? "")".printable
        }
    }

    private func wrapped(_ texts: [String], on terminal: Terminal) -> [String] {
        texts.flatMap { text in
            toll.wrapped(text, width: min(terminal.width, 80) - 2).enumerated().map { ($0 == 0 ? "" : "  ") + $1 }
        }
    }
}
