import ArgumentParser
import Basics
import Charts
import Probes
import Results
import Sampling
import SwiftModels

struct HistoryCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "history",
        abstract: "Shows what one row came to on one machine over time, and what of the machine changed in between.",
        discussion: """
            The machine is that of the newest result with a figure of the row. Marks stand where its kernel, \
            microcode, mitigations or toll changed. A file does not tell one machine from another of the same \
            processor and hypervisor: keep such results in folders of their own.
            """)

    @Argument(help: "The row: a probe's name, with parameters behind an @ where it has them.", completion: .probe)
    var probe: String

    @Argument(help: "Files, names of results, or folders; left out for all stored results.", completion: .result)
    var results: [String] = []

    @Flag(help: "Show the net figure, less its baseline, instead of what a task pays.")
    var net = false

    @Option(name: .shortAndLong, help: "Draw it as a chart too: script, data and picture in this folder.")
    var output: String?

    @Option(help: "The kind of picture: svg or png.")
    var format: Plot.Format = .svg

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    func run() throws {
        let name = try RowName(checking: probe)
        let store = Store.ofUser
        let files = results.isEmpty ? store.files() : try store.files(ofWords: results)
        let heads = ofEach(files) { path throws(BadResult) in try ResultHead(reading: path) }
        guard !heads.isEmpty else { throw Complaint("there is no result yet: 'toll run' makes one") }
        let names = Set(heads.flatMap { $0.figures.map(\.quick.name) })
        if !names.contains(name) { throw Complaint(try Self.complaint(about: name, among: names)) }
        let history = try RowHistory(of: name, isNet: net, in: heads)
        if json {
            print(try toll.json(history))
        } else {
            screen.show(HistoryText(history: history).lines(on: screen.output))
        }
        guard let output else { return }
        for path in try Chart.put([.history(history)], as: format.kind, into: output) {
            // Where stdout has JSON, a path would spoil it.
            if json { say(path.printable) } else { print(path.printable) }
        }
    }

    /// What is wrong with a name that no result has, and which names begin like it.
    private static func complaint(about name: RowName, among names: Set<RowName>) throws -> String {
        let begun = names.filter { $0.text.hasPrefix(name.text) }.sorted()
        // One that no probe has is likely a mistake of typing.
        if begun.isEmpty { _ = try Catalog.select([name.base], from: Catalog.all) }
        let some = begun.prefix(4).map(\.printable).joined(separator: ", ") + (begun.count > 4 ? ", …" : "")
        return "no result has the row '\(name.printable)'"
            + (begun.isEmpty ? "" : "; \(begun.count == 1 ? "one begins" : "some begin") like it: \(some)")
    }
}

/// A history as a person reads it.
struct HistoryText {
    let history: RowHistory

    func lines(on terminal: Terminal) -> [String] {
        let runs = history.runs
        let days = [runs.first, runs.last].compactMap { $0.map { String(Format.moment($0.began).prefix(10)) } }
        let medians = runs.map(\.figure.median)
        func amount(_ value: Double?) -> String { value.map { Format.amount($0, history.unit) } ?? "" }
        let span =
            runs.count == 1
            ? "one run, on \(days[0])"
            : "\(runs.count) runs \(days[0] == days[1] ? "on \(days[0])" : "from \(days[0]) to \(days[1])"), "
                + "between \(amount(medians.min())) and \(amount(medians.max()))"
        let head = "\(history.name.printable)\(history.isNet ? ", net," : "") on \(history.machine): \(span)"
        let leftOut = history.leftOut.map { left in
            "left out: \(numbered(left.results.count, "result")) \(left.why): "
                + left.results.prefix(6).joined(separator: ", ")
                + (left.results.count > 6 ? " and \(left.results.count - 6) more" : "")
        }
        return wrapped(head, width: terminal.measure) + [""]
            + (Chart.history(history).bars?.lines(width: min(terminal.width, 120)) ?? [])
            + (leftOut.isEmpty ? [] : [""]) + leftOut.flatMap { $0.dimmed(on: terminal) }
    }
}
