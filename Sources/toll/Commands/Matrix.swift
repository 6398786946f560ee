import ArgumentParser
import Basics
import Machine
import Probes
import Results
import Sampling
import SwiftModels

struct Matrix: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Measures a switch between every pair of CPUs, and prints a table of them.",
        discussion: "On the diagonal both tasks share one CPU; elsewhere each hop wakes the other CPU.")

    /// How deep an idle CPU may sleep meanwhile.
    enum Idle: String, ExpressibleByArgument, CaseIterable {
        case governor, shallow, spinning
    }

    @Option(help: "An idle CPU: as the governor likes, held shallow through /dev/cpu_dma_latency, or spinning.")
    var idle = Idle.governor

    @Option(help: "The switch to measure.")
    var probe = "switch.pipe.process"

    @Option(help: "Only these CPUs, such as 0-3,8. Default: all that may be used.")
    var cpus: String?

    @OptionGroup var measuring: Measuring

    func run() throws {
        let setting = try measuring.setting()
        let allowed = setting.survey.topology.allowed
        let chosen = try cpus.map { try parse($0, allowed) } ?? allowed
        let depth = Idle.allCases.firstIndex(of: idle) ?? 0
        let base = try Catalog.probe(named: RowName(checking: probe), among: Catalog.all)
        let probes = try chosen.flatMap { from in
            try chosen.map { to in
                try base.varied(by: [.init("cpu", from), .init("partner", to), .init("idle", depth)])
            }
        }
        try measuring.run(probes, in: setting) { result, terminal in
            MatrixTable(figures: result.figures, cpus: chosen).lines(on: terminal)
        }
    }

    /// The CPUs of a list. Less than what was asked for is never measured.
    private func parse(_ list: String, _ allowed: [Int]) throws -> [Int] {
        guard let named = CPUList.parse(list), !named.isEmpty else {
            throw Complaint("'\(list.printable)' names no CPUs: write 0-3,8")
        }
        let missing = named.filter { !allowed.contains($0) }
        guard missing.isEmpty else {
            throw Complaint(
                "CPU\(missing.count == 1 ? "" : "s") \(CPUList.format(missing)) may not be used here; these may: "
                    + CPUList.format(allowed))
        }
        return named
    }
}

/// The figures of a matrix as a table: a row for the CPU that is measured on, a column for its partner's.
struct MatrixTable {
    let figures: [Figure]
    let cpus: [Int]

    func lines(on terminal: Terminal) -> [String] {
        var table = Table([.init("CPU", .right)] + cpus.map { .init("\($0)", .right, .moves) })
        for from in cpus {
            table.add([Table.Cell("\(from)", .bold)] + cpus.map { Table.Cell(text(from, $0)) })
        }
        let lost = figures.filter { $0.status != .measured }.flatMap {
            wrapped("\($0.name): \($0.status.rawValue): \($0.reason ?? "")", width: terminal.measure - 2).map {
                "  " + $0
            }
        }
        return table.lines(on: terminal) + (lost.isEmpty ? [] : [""] + lost)
    }

    private func text(_ from: Int, _ to: Int) -> String {
        let pair = figures.first { $0.name.value(of: "cpu") == from && $0.name.value(of: "partner") == to }
        guard let figure = pair else { return "" }
        guard figure.status == .measured, let cost = figure.cost else { return figure.status.rawValue }
        return Format.time(cost.median)
    }
}
