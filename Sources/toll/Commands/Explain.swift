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

    @Argument(help: "A file, the name of a result, or left out for the newest.")
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    func run() throws {
        let bill = Bill(of: try Store.ofUser.load(result), probes: Catalog.all.map(\.name))
        if json { return print(try toll.json(bill)) }
        for line in BillTable(bill: bill).lines(on: .output) { print(line) }
        let lines = bill.parts + bill.extras
        if lines.contains(where: { $0.nanoseconds == nil }) { say("for every line: \(Bill.command)") }
    }
}

/// A bill as a person reads it.
struct BillTable {
    let bill: Bill

    func lines(on terminal: Terminal) -> [String] {
        var table = Table([("", .left), ("cost", .right), ("95 % interval", .right), ("share", .right), ("how", .left)])
        table.add(cells(bill.whole, .bold))
        table.add([])
        for part in bill.parts { table.add(cells(part)) }
        table.add(cells(bill.unexplained))
        table.add([])
        table.add([Table.Cell("what may come on top", .bold)])
        for extra in bill.extras { table.add(cells(extra)) }
        return table.lines(on: terminal) + (bill.shortfall.map { ["", $0] } ?? [])
    }

    private func cells(_ line: Bill.Line, _ look: Terminal.Look? = nil) -> [Table.Cell] {
        guard let cost = line.nanoseconds else {
            return [Table.Cell(line.what), Table.Cell("not measured: \((line.reason ?? "").printable)", .dim)]
        }
        let how = line.how + (line.reason.map { " (\($0.printable))" } ?? "")
        return [
            Table.Cell(line.what, look), Table.Cell(Format.time(cost.median), .bold),
            Table.Cell(cost.interval(in: "ns"), .dim), Table.Cell(line.share.map(Format.percent) ?? ""),
            Table.Cell(how, .dim),
        ]
    }
}
