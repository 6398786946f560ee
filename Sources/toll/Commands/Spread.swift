import ArgumentParser
import Basics
import Results
import Sampling

/// How far the medians of several results lie apart: what `make bench-repeat` prints. Hidden, since it judges toll
/// and not a machine.
struct Spread: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Prints how far the medians of several results lie apart, (max − min)/median.",
        discussion: "Exit status 1 when a row lies further apart than allowed, or is missing from a result.",
        shouldDisplay: false)

    @Option(help: "The most that a probe's medians may lie apart, such as create.fork=5%.")
    var within: [Allowance] = []

    @Argument(help: "Results: files, or names of those kept.")
    var results: [String]

    func run() throws {
        let figures = try results.map { try Store.ofUser.load($0).figures }
        var table = Table([
            ("probe", .left), ("runs", .right), ("min", .right), ("median", .right), ("max", .right),
            ("spread", .right), ("allowed", .right), ("", .left),
        ])
        let missed = Table.Cell("MISSED", .red)
        var isMet = true
        // What is allowed for a probe that no result has is missed, not passed over.
        let measured = figures.first?.map(\.name) ?? []
        for name in measured + within.map(\.probe).filter({ !measured.contains($0) }) {
            let allowed = within.first { $0.probe == name }?.share
            let medians = figures.joined().filter { $0.name == name && $0.status == .measured }
                .compactMap { $0.cost?.median }.sorted()
            guard let least = medians.first, let most = medians.last, let middle = quantile(0.5, of: medians) else {
                table.add([Table.Cell(name.text), "0", "", "", "", "", "", allowed == nil ? "" : missed])
                isMet = isMet && allowed == nil
                continue
            }
            let spread = (most - least) / middle
            let isWithin = allowed.map { spread <= $0 && medians.count == results.count }
            isMet = isMet && isWithin != false
            table.add([
                Table.Cell(name.text), "\(medians.count)", Table.Cell(Format.time(least)),
                Table.Cell(Format.time(middle)),
                Table.Cell(Format.time(most)), Table.Cell(Format.percent(spread), .bold),
                Table.Cell(allowed.map(Format.percent) ?? ""),
                isWithin.map { $0 ? Table.Cell("within", .green) : missed } ?? "",
            ])
        }
        for line in table.lines(on: .output) { print(line) }
        if !isMet { throw ExitCode(1) }
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
