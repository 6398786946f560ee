import ArgumentParser
import Machine
import Probes
import Sampling
import SwiftModels

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Lists the probes, and why a probe cannot run here.")

    @Argument(
        help: "A name, a prefix of dotted parts (switch.pipe), or a glob ('*.thread').", completion: .probe)
    var patterns: [String] = []

    @Flag(
        name: .shortAndLong,
        help: "Also list what each probe needs, and its parameters, as in io.epoll.state@connections=1000.")
    var verbose = false

    @Option(
        name: .customLong("as"),
        help: ArgumentHelp(
            "Which rows answer the tests of another kit, by its names: "
                + Peer.allCases.map(\.rawValue).joined(separator: ", ") + ".", valueName: "kit"))
    var peer: Peer?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    private struct Row: Encodable {
        var name: RowName
        var summary: String
        var operation: String
        var parameters: [String]
        var needs: [String]
        var isDefault: Bool
        var canRun: Bool
        var reason: String?
    }

    func validate() throws {
        if peer != nil, verbose || !patterns.isEmpty {
            throw ValidationError("--as lists the tests of a kit: it goes with neither patterns nor --verbose")
        }
    }

    func run() throws {
        if let peer { return try list(as: peer) }
        let place = try Setting(Survey(SystemRoot())).place
        let probes = try Catalog.select(patterns, from: Catalog.all)
        let lacks = probes.map { $0.missing(at: place) }
        let rows = zip(probes, lacks).map { probe, lack in
            Row(
                name: probe.name, summary: probe.summary, operation: probe.subject.operation,
                parameters: probe.parameters.map(\.summary), needs: probe.needs.map(\.name),
                isDefault: probe.isDefault, canRun: lack == nil, reason: lack?.reason)
        }
        if json { return print(try toll.json(["probes": rows])) }
        var table = Table(
            [.init("probe"), .init("default")] + (verbose ? [.init("needs", .left, .wraps)] : [])
                + [.init("what it measures", .left, .wraps)])
        for (row, lack) in zip(rows, lacks) {
            let summary = lack.map { Table.Cell($0.description, .yellow) } ?? Table.Cell(row.summary)
            let needs = verbose ? [Table.Cell(row.needs.joined(separator: ", "), .dim)] : []
            table.add([Table.Cell(row.name.text), Table.Cell(row.isDefault ? "yes" : "")] + needs + [summary])
            if verbose {
                for parameter in row.parameters { table.add(["", Table.Cell("@" + parameter, .dim)]) }
            }
        }
        screen.show(table.lines(on: screen.output))
    }

    private func list(as peer: Peer) throws {
        let families = Set(Catalog.all.map(\.name.family))
        let tests = peer.tests.map { $0.among(families) }
        if json { return print(try toll.json(["tests": tests])) }
        var table = Table([.init("test", .left, .wraps), .init("rows"), .init("note", .left, .wraps)])
        for test in tests {
            let rows = test.rows.map(\.text)
            table.add([
                Table.Cell(test.name), Table.Cell(rows.first ?? "none", rows.isEmpty ? .yellow : nil),
                Table.Cell(test.note ?? "", .dim),
            ])
            for row in rows.dropFirst() { table.add(["", Table.Cell(row), ""]) }
        }
        let title = "\(peer.title): its tests, and the rows that answer them"
        screen.show([title, ""] + table.lines(on: screen.output))
    }
}

extension Peer: ExpressibleByArgument {}
