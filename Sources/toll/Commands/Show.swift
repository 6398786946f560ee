import ArgumentParser
import Basics
import Machine
import Results
import Sampling

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the table of a result.")

    @Argument(
        help: "A file, the name of a result, @name of a shipped reference, or left out for the newest.",
        completion: .result)
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    @Flag(name: .shortAndLong, help: "Add intervals, counts, what lowers each grade, and what to try.")
    var verbose = false

    @Flag(help: "Add core cycles, which are counted without the processor's counters, or say why there are none.")
    var cycles = false

    private struct Shown: Encodable {
        var version = ResultFile.version
        var machine: Fingerprint
        var run: RunConditions
        var probes: [Figure]
    }

    func run() throws {
        let file: ResultFile
        switch try Store.ofUser.open(result) {
        case .run(let run): file = run
        case .reference(let reference): return try show(reference)
        }
        if json {
            return print(try toll.json(Shown(machine: file.machine, run: file.run, probes: file.figures)))
        }
        if !verbose, !cycles, let lines = ownLines(of: file.figures) { return screen.show(lines) }
        var detail: ResultTable.Detail = []
        if verbose { detail.insert(.all) }
        if cycles { detail.insert(.cycles) }
        screen.show(ResultTable(of: file, detail).lines(on: screen.output))
    }
}

extension Show {
    /// What the command that measured it printed, where it has a table of its own; -v gives the rows of any.
    private func ownLines(of figures: [Figure]) -> [String]? {
        guard !figures.isEmpty else { return nil }
        if figures.allSatisfy({ $0.name.family == "tax" }) {
            return TaxTable(figures: figures).lines(on: screen.output)
        }
        let cpus = figures.compactMap { figure in
            figure.name.value(of: "partner").flatMap { _ in figure.name.value(of: "cpu") }
        }
        guard cpus.count == figures.count else { return nil }
        return MatrixTable(figures: figures, cpus: Set(cpus).sorted()).lines(on: screen.output)
    }

    /// Published figures: what each is, and which row it is compared with.
    private func show(_ reference: Reference) throws {
        if json { return print(try toll.json(reference)) }
        let terminal = screen.output
        let head = wrapped("@\(reference.name): \(reference.citation)", width: terminal.measure)
        screen.show(head.enumerated().map { $0 == 0 ? terminal.show($1, .bold) : "  " + $1 })
        screen.show(
            wrapped("machine: \(reference.machine); kernel: \(reference.kernel)", width: terminal.measure) + [""])
        var table = Table([
            .init("figure", .right), .init("what was measured", .left, .wraps), .init("compared with", .left, .wraps),
        ])
        for figure in reference.figures {
            let isTime = figure.unit == "ns"
            func number(_ value: Double) -> String {
                isTime ? Format.time(value) : "\(Format.digits(value)) \(figure.unit)"
            }
            let value =
                figure.low == figure.high ? number(figure.low) : "\(number(figure.low)) … \(number(figure.high))"
            let counterpart: Table.Cell =
                switch figure.counterpart {
                case .cost(let name): Table.Cell(name.text)
                case .net(let name): Table.Cell("\(name), net")
                case .cheapest(let pattern): Table.Cell("the cheapest of \(pattern)")
                case .none(let why): Table.Cell("nothing: \(why)", .dim)
                }
            table.add([Table.Cell(value, .bold), Table.Cell(figure.what), counterpart])
        }
        screen.show(table.lines(on: terminal))
    }
}
