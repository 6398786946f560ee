import ArgumentParser
import Basics
import Claims
import Probes
import Results
import Sampling
import SwiftModels

struct Explain: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints the bill of a process switch: the parts that it is made up of here.")

    @Argument(help: "A file, the name of a result, or left out for the newest.", completion: .result)
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    func run() throws {
        let bill = Bill(of: try Store.ofUser.load(result, having: .bill), probes: Catalog.all.map(\.name))
        if json { return print(try toll.json(bill)) }
        screen.show(BillTable(bill: bill).lines(on: screen.output))
        let lines = bill.parts + bill.extras
        if lines.contains(where: { $0.nanoseconds == nil }) { say("for every line: \(Bill.command)") }
    }
}

/// A bill as a person reads it.
struct BillTable {
    let bill: Bill

    func lines(on terminal: Terminal) -> [String] {
        var table = Table([
            .init("", .left, .wraps), .init("cost", .right), .init("±", .right), .init("share", .right),
            .init("how", .left, .wraps),
        ])
        table.add(cells(bill.whole, .bold))
        table.add([])
        for part in bill.parts { table.add(cells(part)) }
        table.add(cells(bill.unexplained))
        table.add([])
        table.add([Table.Cell("what may come on top", .bold)])
        for extra in bill.extras { table.add(cells(extra)) }
        let limits = limits.enumerated().flatMap { "\(mark($0)) \($1.printable)".dimmed(on: terminal) }
        return table.lines(on: terminal) + (limits.isEmpty ? [] : [""] + limits)
            + (bill.shortfall.map { [""] + wrapped($0, width: terminal.measure) } ?? [])
    }

    /// What limits figures, each once, in the order in which it comes.
    private var limits: [String] {
        ([bill.whole] + bill.parts + [bill.unexplained] + bill.extras).reduce(into: []) { limits, line in
            if line.nanoseconds != nil, let limit = line.reason, !limits.contains(limit) { limits.append(limit) }
        }
    }

    private func mark(_ index: Int) -> String { "[\(index + 1)]" }

    private func cells(_ line: Bill.Line, _ look: Terminal.Look? = nil) -> [Table.Cell] {
        guard let cost = line.nanoseconds else {
            return [Table.Cell(line.what), Table.Cell("not measured: \((line.reason ?? "").printable)", .dim)]
        }
        let limit = line.reason.flatMap { limits.firstIndex(of: $0) }
        let how = line.how + (limit.map { " " + mark($0) } ?? "")
        return [
            Table.Cell(line.what, look), Table.Cell(Format.time(cost.median), .bold),
            Table.Cell(cost.plusMinus("ns"), .dim), Table.Cell(line.share.map(Format.percent) ?? ""),
            Table.Cell(how, .dim),
        ]
    }
}
