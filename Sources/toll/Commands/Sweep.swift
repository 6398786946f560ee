import ArgumentParser
import Probes
import Sampling
import SwiftModels

struct SweepCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sweep",
        abstract: "Measures probes over a range of parameters; each point is a row of the result.",
        discussion: """
            Without a name it lists the sweeps. An axis takes other values by its name, with commas: \
            toll sweep io --connections 1,100 --in-flight 1. Bytes may be written as 64K or 1M.
            """)

    @Argument(help: "The sweep's name, then values for its axes.", completion: .list(Catalog.allSweeps.map(\.name)))
    var name: String?

    @OptionGroup var measuring: Measuring

    @Option(help: "Only the probes of the sweep that this names: a name, a prefix of dotted parts, or a glob.")
    var only: String?

    @Argument(parsing: .allUnrecognized, help: .hidden)
    var axes: [String] = []

    func run() throws {
        guard let name else { return list() }
        guard let sweep = Catalog.allSweeps.first(where: { $0.name == name }) else {
            throw Complaint(
                "no sweep is called '\(name)': there are \(Catalog.allSweeps.map(\.name).joined(separator: ", "))")
        }
        let setting = try measuring.setting()
        var points = sweep.points(at: setting.place, chosen: try chosen(for: sweep))
        if let only {
            let wanted = Set(try Catalog.select([only], from: Catalog.all).map(\.name))
            points = points.filter { wanted.contains(RowName($0.base, [])) }
            guard !points.isEmpty else { throw Complaint("'\(only)' names no probe of the sweep \(name)") }
        }
        try measuring.run(try points.map { try Catalog.probe(named: $0, among: Catalog.all) }, in: setting)
    }

    private func list() {
        var table = Table([.init("sweep"), .init("axes", .left, .wraps), .init("what is varied", .left, .wraps)])
        for sweep in Catalog.allSweeps {
            let axes = sweep.axes.map { "--\($0.name)" }.joined(separator: " ")
            table.add([Table.Cell(sweep.name), Table.Cell(axes, .dim), Table.Cell(sweep.summary)])
        }
        measuring.screen.show(table.lines(on: measuring.screen.output))
    }

    /// The values given on the command line: `--connections 1,10 --in-flight=5`.
    private func chosen(for sweep: Probes.Sweep) throws -> [String: [Int]] {
        var chosen: [String: [Int]] = [:]
        var words = axes.flatMap { $0.split(separator: "=", maxSplits: 1).map(String.init) }[...]
        while let option = words.popFirst() {
            guard option.hasPrefix("--"), let axis = sweep.axes.first(where: { "--" + $0.name == option }) else {
                let known = sweep.axes.map { "--" + $0.name }.joined(separator: ", ")
                throw Complaint("'\(option)' is no axis of the sweep \(sweep.name): it has \(known)")
            }
            let values = words.popFirst()?.split(separator: ",").map { number($0) } ?? []
            guard !values.isEmpty, !values.contains(nil) else {
                throw Complaint("\(option) takes whole numbers with commas, such as 1,10,100 or 4K,1M")
            }
            chosen[axis.name] = values.compactMap(\.self)
        }
        return chosen
    }

    /// A whole number, in bytes with K, M or G behind it.
    private func number(_ text: Substring) -> Int? {
        let scales: [Character: Int] = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30]
        guard let last = text.last, let scale = scales[last] else { return Int(text) }
        return Int(text.dropLast()).map { $0.multipliedReportingOverflow(by: scale) }.flatMap { $1 ? nil : $0 }
    }
}
