import ArgumentParser
import Basics
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
            """)

    @Argument(help: "Layers, by name.")
    var layers: [String] = []

    @Option(help: "Only these operations, with commas: null, open, hop.")
    var operations: String?

    @OptionGroup var measuring: Measuring

    /// How long it takes unless something else is asked for.
    static let usually = Span(nanoseconds: 120_000_000_000)

    func run() throws {
        let probes = try chosen()
        let setting = try measuring.setting()
        try measuring.run(probes, in: setting, for: Self.usually) { result, terminal in
            TaxTable(figures: result.figures).lines(on: terminal)
        }
    }

    /// The rows of the layers, and those of the control.
    private func chosen() throws -> [Probe] {
        let all = Catalog.all.filter { $0.name.family == "tax" }
        let wanted = try parsedOperations()
        let patterns = layers.map { "tax.\($0)" }
        var probes: [Probe]
        do { probes = try Catalog.select(patterns, from: all) } catch let unknown as UnknownPattern {
            let near = unknown.near.map { "; did you mean '\($0.dropFirst("tax.".count))'?" } ?? ""
            throw Complaint(
                "no layer is called '\(unknown.pattern.dropFirst("tax.".count))'\(near) ('toll list tax' shows all)")
        }
        let controls = all.filter { $0.name.parts[1] == TaxTable.control }
        probes = controls + probes.filter { probe in !controls.contains { $0.name == probe.name } }
        probes = probes.filter { wanted.isEmpty || wanted.contains(String($0.name.parts.last ?? "")) }
        guard probes.contains(where: { $0.name.parts[1] != TaxTable.control }) else {
            throw Complaint("none of these layers has such an operation ('toll list tax' shows all)")
        }
        return probes
    }

    private func parsedOperations() throws -> [String] {
        let known = ["null", "open", "hop"]
        let wanted = (operations ?? "").split(separator: ",").map(String.init)
        if let odd = wanted.first(where: { !known.contains($0) }) {
            throw Complaint("'\(odd.printable)' is no operation: there are \(known.joined(separator: ", "))")
        }
        if operations != nil, wanted.isEmpty { throw Complaint("--operations names none: null, open, hop") }
        return wanted
    }
}
