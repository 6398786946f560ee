import ArgumentParser
import Basics
import Results
import Sampling

/// How far the medians of several results lie apart: what `make bench-repeat` prints. Hidden, since it judges toll
/// and not a machine.
struct Spread: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints how far the medians of several results lie apart, as (max − min)/median at one clock.",
        discussion: "Exit status 1 when a row lies further apart than allowed, or is missing from a result.",
        shouldDisplay: false)

    @Option(help: "The most that a probe's medians may lie apart, such as create.fork=5%.")
    var within: [Allowance] = []

    @Flag(help: "Print every run's medians as JSON.")
    var json = false

    @Argument(help: "Results: files, or names of those kept.")
    var results: [String]

    func run() throws {
        // At the clock of the first of them: each run states its times at its own usual clock.
        let store = Store.ofUser
        let figures = Side.all(of: try results.map { (label: $0, result: try store.load($0)) }).map(\.rows)
        if json { return print(try toll.json(["probes": Spread.medians(of: figures)])) }
        var table = Table([
            .init("probe"), .init("runs", .right), .init("min", .right), .init("median", .right), .init("max", .right),
            .init("spread", .right), .init("cycles", .right, .moves), .init("spread in cycles", .right, .moves),
            .init("allowed", .right, .moves), .init("", .left, .moves),
        ])
        let missed = Table.Cell("MISSED", .red)
        var isMet = true
        // What is allowed for a probe that no result has is missed, not passed over.
        let measured = figures.first?.map(\.name) ?? []
        for name in measured + within.map(\.probe).filter({ !measured.contains($0) }) {
            let allowed = within.first { $0.probe == name }?.share
            let rows = figures.joined().filter { $0.name == name && $0.status == .measured }
            guard let times = Range(of: rows.compactMap { $0.cost?.median }) else {
                table.add([Table.Cell(name.text), "0", "", "", "", "", "", "", "", allowed == nil ? "" : missed])
                isMet = isMet && allowed == nil
                continue
            }
            // Of all runs or of none: those that know their cycles may be the calmer ones.
            let cycles = Range(of: rows.compactMap { $0.cycles?.median }).flatMap { $0.runs == times.runs ? $0 : nil }
            let isWithin = allowed.map { times.spread <= $0 && times.runs == results.count }
            isMet = isMet && isWithin != false
            table.add([
                Table.Cell(name.text), "\(times.runs)", Table.Cell(Format.time(times.least)),
                Table.Cell(Format.time(times.middle)), Table.Cell(Format.time(times.most)),
                Table.Cell(Format.percent(times.spread), .bold),
                Table.Cell(cycles.map { Format.digits($0.middle) } ?? ""),
                Table.Cell(cycles.map { Format.percent($0.spread) } ?? ""),
                Table.Cell(allowed.map(Format.percent) ?? ""),
                isWithin.map { $0 ? Table.Cell("within", .green) : missed } ?? "",
            ])
        }
        for line in table.lines(on: .output) { print(line) }
        if !isMet { throw ExitCode(1) }
    }

    /// A row's medians, in the order of the runs; shorter where a run has none.
    private struct Medians: Encodable {
        var name: RowName
        /// Nanoseconds at one clock.
        var (cost, net): ([Double], [Double])
        /// Core cycles.
        var cycles: [Double]
    }

    private static func medians(of runs: [[Side.Row]]) -> [Medians] {
        (runs.first ?? []).map(\.name).map { name in
            let rows = runs.joined().filter { $0.name == name && $0.status == .measured }
            return Medians(
                name: name, cost: rows.compactMap { $0.cost?.median }, net: rows.compactMap { $0.net?.median },
                cycles: rows.compactMap { $0.cycles?.median })
        }
    }

    /// How far the medians of some runs reach.
    private struct Range {
        var runs: Int
        var (least, middle, most): (Double, Double, Double)
        /// (max − min)/median, as a share.
        var spread: Double { (most - least) / middle }

        init?(of medians: [Double]) {
            let sorted = medians.sorted()
            guard let least = sorted.first, let most = sorted.last, let middle = quantile(0.5, of: sorted) else {
                return nil
            }
            runs = sorted.count
            (self.least, self.middle, self.most) = (least, middle, most)
        }
    }
}

/// A probe's name and a share, as in `create.fork=5%`.
struct Allowance: ExpressibleByArgument {
    var probe: RowName
    var share: Double

    init?(argument: String) {
        let parts = argument.split(separator: "=")
        guard parts.count == 2, let share = Share(argument: String(parts[1])) else { return nil }
        probe = RowName(String(parts[0]))
        self.share = share.value
    }
}
