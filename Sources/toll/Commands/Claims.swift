import ArgumentParser
import Basics
import Claims
import Probes
import Results
import Sampling
import SwiftModels

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims",
        abstract: "Says of each claim of 2007: holds, does not hold, cannot tell here, and why.")

    @Argument(help: "A file, the name of a result, or left out for the newest.")
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    func run() throws {
        let report = ClaimsReport(of: try Store.ofUser.load(result), probes: Catalog.all.map(\.name))
        if json { return print(try toll.json(report)) }
        for line in ClaimsTable(report: report).lines(on: .output) { print(line) }
    }
}

/// The claims as a person reads them: the verdict and the figures in a table, the reasons below.
struct ClaimsTable {
    let report: ClaimsReport

    func lines(on terminal: Terminal) -> [String] {
        var table = Table([("claim", .left), ("then", .right), ("here", .right), ("net", .right), ("verdict", .left)])
        for ruling in report.claims {
            let figure = ruling.here.figures.first
            table.add([
                Table.Cell(ruling.id), Table.Cell(then(ruling.then)), Table.Cell(here(figure), .bold),
                Table.Cell(figure?.net.map { Format.time($0.nanoseconds.median) } ?? ""),
                Table.Cell(ruling.verdict.rawValue, look(ruling.verdict)),
            ])
        }
        let says = Dictionary(uniqueKeysWithValues: Ledger.claims.map { ($0.id, $0.says) })
        let width = max(40, min(terminal.width, 120) - 4)
        let reasons = report.claims.flatMap { ruling in
            ["", terminal.show(ruling.id, .bold)]
                + wrapped("claim: \(says[ruling.id] ?? "")", width: width).map { "    " + $0 }
                + wrapped("\(ruling.verdict.rawValue): \(ruling.reason.printable(upTo: 2000))", width: width).map {
                    "    " + terminal.show($0, .dim)
                }
        }
        let source = Ledger.source
        let cited = "Claims: \(source.author), \(source.lists), \(source.date), \"\(source.subject)\"."
        let remarks = [report.shortfall, cited].compactMap(\.self).flatMap { wrapped($0, width: width) }
        return table.lines(on: terminal) + reasons + [""] + remarks
    }

    private func then(_ then: Then) -> String {
        if let nanoseconds = then.nanoseconds { return Format.time(nanoseconds) }
        return then.ratio.map { "× " + Format.digits($0) } ?? ""
    }

    private func here(_ figure: HereFigure?) -> String {
        guard let figure else { return "" }
        if let ratio = figure.ratio { return "× " + Format.digits(ratio.median) }
        if let cost = figure.cost { return Format.time(cost.nanoseconds.median) }
        return figure.syscalls.map { "\(Format.count($0)) syscalls" } ?? ""
    }

    private func look(_ verdict: Verdict) -> Terminal.Look {
        switch verdict {
        case .holds: .green
        case .doesNotHold: .red
        case .cannotTell: .dim
        }
    }
}
