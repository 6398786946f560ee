import ArgumentParser
import Basics
import Glibc
import Machine
import Probes
import Results
import Sampling
import SwiftModels

struct TaxCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tax",
        abstract: "Measures what each layer that watches or guards adds to a call, an open and a switch.",
        discussion: """
            A LAYER is a name (seccomp.docker), its first parts (seccomp), a glob, or a name with parameters \
            (seccomp.stack@filters=8); without one, all. 'toll list tax' shows them. Each layer is put around a task \
            of toll's own, and proved to be there for every operation. Exit status as for 'toll run'.

            With --here it says what watches or guards this very process already, as 'toll doctor' finds it, and \
            measures what one more of the same adds to a null call.
            """)

    @Argument(help: "Layers, by name.")
    var layers: [String] = []

    @Option(help: "Only these operations, with commas: null, open, hop, function.")
    var operations: String?

    @Option(help: "Layers that usually come together: docker, systemd-hardened, agent. Repeatable.")
    var stack: [String] = []

    @Flag(help: "Say what taxes this very process already, and what of its null call that is.")
    var here = false

    @Flag(help: "Also put on, for a batch each, layers that reach every task of the machine (wide.…).")
    var systemWide = false

    @OptionGroup var measuring: Measuring

    /// How long it takes unless something else is asked for.
    static let usually = Span(nanoseconds: 120_000_000_000)
    /// The same for the few rows of --here.
    static let usuallyHere = Span(nanoseconds: 20_000_000_000)

    func run() throws {
        // Workers inherit it.
        if systemWide { setenv(Need.systemWideVariable, "1", 1) }
        if here { return try runHere() }
        let probes = try chosen()
        let setting = try measuring.setting()
        try measuring.run(probes, in: setting, for: Self.usually) { result, terminal in
            TaxTable(figures: result.figures).lines(on: terminal)
        }
    }

    /// What there is already, what one more of the same adds, and what that makes of the null call.
    private func runHere() throws {
        guard layers.isEmpty, stack.isEmpty, operations == nil else {
            throw Complaint("--here finds the layers itself: it goes with no LAYER, --stack or --operations")
        }
        let setting = try measuring.setting()
        let facts = Fingerprint.ofThisMachine(setting.survey)
        let table = HereTable(Situation(survey: setting.survey, facts: facts))
        measuring.screen.show(table.found(on: measuring.screen.output) + [""])
        let probes = try table.rows.map { try Catalog.probe(named: $0, among: Catalog.all) }
        try measuring.run(probes, in: setting, for: Self.usuallyHere) { result, terminal in
            table.lines(of: result.figures, on: terminal)
        }
    }

    /// The rows of the layers, and those of the control.
    private func chosen() throws -> [Probe] {
        let all = Catalog.all.filter { $0.name.family == "tax" }
        let wanted = try parsedOperations()
        let stacks = Set(all.compactMap { $0.name.parts[1] == "stack" ? String($0.name.parts[2]) : nil }).sorted()
        for name in stack where !stacks.contains(name) {
            throw Complaint(
                "no stack is called '\(name.printable)': there are \(stacks.joined(separator: ", "))")
        }
        let patterns = layers.map { "tax.\($0)" } + stack.map { "tax.stack.\($0)" }
        var probes: [Probe]
        do { probes = try Catalog.select(patterns, from: all) } catch let unknown as UnknownPattern {
            let near = unknown.near.map { "; did you mean '\($0.dropFirst("tax.".count))'?" } ?? ""
            throw Complaint(
                "no layer is called '\(unknown.pattern.dropFirst("tax.".count))'\(near) ('toll list tax' shows all)")
        }
        // The control of pairs of calls only where there are such.
        let controls = all.filter {
            $0.name.parts[1] == TaxTable.control && ($0.name.parts.count == 3 || layers.isEmpty && stack.isEmpty)
        }
        probes = controls + probes.filter { probe in !controls.contains { $0.name == probe.name } }
        probes = probes.filter { wanted.isEmpty || wanted.contains(String($0.name.parts.last ?? "")) }
        guard probes.contains(where: { $0.name.parts[1] != TaxTable.control }) else {
            throw Complaint("none of these layers has such an operation ('toll list tax' shows all)")
        }
        return probes
    }

    private func parsedOperations() throws -> [String] {
        let known = TaxTable.operations.map(\.name)
        let wanted = (operations ?? "").split(separator: ",").map(String.init)
        if let odd = wanted.first(where: { !known.contains($0) }) {
            throw Complaint("'\(odd.printable)' is no operation: there are \(known.joined(separator: ", "))")
        }
        if operations != nil, wanted.isEmpty {
            throw Complaint("--operations names none: \(known.joined(separator: ", "))")
        }
        return wanted
    }
}
