import ArgumentParser
import Basics
import Results
import Sampling
import SystemPackage

struct Compare: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Compares machines or runs: ratio, interval, verdict, and what differs.",
        discussion: """
            A is the baseline. A verdict is given where the whole 95 % interval of the ratio lies beyond the margin \
            by which a machine differs from itself. A folder, or more than \(CompareWords.mostSides) results that the \
            terminal is too narrow for, give an overview of many machines. Exit status: 0, 1 when nothing could be \
            judged, 2 when a row is above --fail-above for certain. Shipped references: \(CompareWords.references).
            """)

    @Argument(
        help: """
            Files, names of results, @name of a shipped reference, or a folder of results. Without any, the last run \
            against the one before; with one, the last run against it.
            """, completion: .result)
    var results: [String] = []

    @Option(help: "The result to compare the others with, by its place (1 is the first) or its name.")
    var baseline: String?

    @Option(help: "Fail when even the lower end of a ratio's interval is above this, such as 1.10.")
    var failAbove: Double?

    @Option(help: "By how much figures must differ to be called different, such as 2%.")
    var margin: Share?

    @Option(help: "Order of the rows: name, ratio or cost. Default: as in the baseline.")
    var sort: Order?

    @Flag(help: "Compare net figures, less their baselines, instead of what a task pays.")
    var net = false

    @Flag(help: "Compare core cycles instead of times: machines apart from their clocks.")
    var cycles = false

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    @Flag(name: .shortAndLong, help: "Show the rows that one result alone has too, and why each '?' is undecided.")
    var verbose = false

    @Flag(help: "Print a Markdown table.")
    var markdown = false

    @Flag(
        help: "Print plain text of 72 columns for a mail: two runs, the change, what the kernel counted, the machines.")
    var mail = false

    enum Order: String, ExpressibleByArgument, CaseIterable { case name, ratio, cost }

    func validate() throws {
        if let failAbove, !(failAbove >= 1 && failAbove.isFinite) {
            throw ValidationError("--fail-above takes a factor from 1 on, such as 1.10")
        }
        if mail, results.count != 2 { throw ValidationError("--mail compares two results") }
        if net, cycles { throw ValidationError("--net and --cycles are two figures: choose one") }
    }

    func run() throws {
        let store = Store.ofUser
        if results.isEmpty, store.files().count == 1 {
            throw Complaint(
                "there is one result only: 'toll run' again makes another, 'toll compare FILE' takes that of another "
                    + "machine, and 'toll compare @molnar-2007' published figures")
        }
        let results = results.isEmpty ? ["prev", "last"] : results
        let folders = results.map { store.folder($0) }
        let isMany = results.count > CompareWords.mostSides
        let isTooWide = isMany && (json || ComparisonTable.width(of: results.count) > screen.output.width)
        if folders.contains(where: { $0 != nil }) || isTooWide {
            return try fleet(try store.files(ofWords: results))
        }
        // One is compared with the last run: a reference says how that does, another run is what it is held against.
        let both =
            results.count > 1 ? results : results[0].hasPrefix("@") ? ["last", results[0]] : [results[0], "last"]
        let sides = try Side.all(ofWords: both, in: store)
        var judge = Judge(quantity: net ? .net : cycles ? .cycles : .cost)
        if let margin { judge.margin = margin.value }
        var comparison = Comparison(sides, base: try base(of: sides), judge: judge)
        order(&comparison)
        let table = ComparisonTable(comparison: comparison, isDetailed: verbose)
        if json {
            print(try toll.json(ComparisonReport(comparison)))
        } else if markdown {
            for line in table.markdown { print(line) }
        } else if mail {
            for line in MailTable(comparison: comparison, runs: try results.map { try store.load($0) }).lines {
                print(line)
            }
        } else {
            screen.show(table.lines(on: screen.output))
        }
        try gate(comparison)
    }

    private func base(of sides: [Side]) throws -> Int {
        guard let baseline else { return 0 }
        if let place = Int(baseline), (1...max(1, sides.count)).contains(place) { return place - 1 }
        if let place = results.firstIndex(of: baseline) ?? sides.firstIndex(where: { $0.label == baseline }) {
            return place
        }
        throw Complaint("--baseline \(baseline.printable): no such result among those given")
    }

    private func order(_ comparison: inout Comparison) {
        let (judge, base) = (comparison.judge, comparison.base)
        func ratio(_ row: Comparison.Row) -> Double { row.outcomes.compactMap { $0?.ratio?.median }.max() ?? -1 }
        func cost(_ row: Comparison.Row) -> Double { row.figures[base].flatMap { judge.value($0)?.median } ?? -1 }
        switch sort {
        case .name: comparison.rows.sort { $0.name < $1.name }
        case .ratio: comparison.rows.sort { ratio($0) > ratio($1) }
        case .cost: comparison.rows.sort { cost($0) > cost($1) }
        case nil: break
        }
    }

    /// Exit status 1 when nothing could be judged: a gate that lets everything pass for want of figures is none.
    private func gate(_ comparison: Comparison) throws {
        if comparison.judged == 0 {
            say("nothing could be judged")
            throw ExitCode(1)
        }
        guard let failAbove else { return }
        let regressions = comparison.regressions(above: failAbove)
        for (row, side) in regressions {
            guard let ratio = row.outcomes[side]?.ratio else { continue }
            say(
                "\(row.name.printable) is \(Format.factor(ratio.median)) of \(comparison.sides[comparison.base].label) "
                    + "in \(comparison.sides[side].label), at least \(Format.factor(ratio.low)): "
                    + "above \(Format.factor(failAbove))")
        }
        if !regressions.isEmpty { throw ExitCode(2) }
    }

    /// Many files.
    private func fleet(_ paths: [FilePath]) throws {
        guard !paths.isEmpty else { throw Complaint("there is no result in it") }
        let fleet = Fleet(QuickResult.readAll(paths))
        guard !fleet.rows.isEmpty else { throw Complaint("no file has a valid figure") }
        if json { return print(try toll.json(fleet)) }
        let table = FleetTable(fleet: fleet)
        screen.show(markdown ? table.markdown : table.lines(on: screen.output))
    }
}

extension Side {
    /// The sides that words mean: runs, worked out together, and published figures, lined up with the first run.
    static func all(ofWords words: [String], in store: Store) throws -> [Side] {
        let opened = try words.map { try store.open($0) }
        let labels = CompareWords.labels(
            try words.map { try Store.selectors.contains($0) ? store.find($0).string : $0 })
        var runs: [(label: String, result: ResultFile)] = []
        for (label, item) in zip(labels, opened) {
            if case .run(let result) = item { runs.append((label, result)) }
        }
        var measured = Side.all(of: runs)
        let first = measured.first
        return opened.map { item in
            switch item {
            case .run: measured.removeFirst()
            case .reference(let reference): reference.side(against: first)
            }
        }
    }
}

/// Words that the comparison shares with its help.
enum CompareWords {
    /// The names of the shipped references.
    static let references = Reference.all.map { "@" + $0.name }.joined(separator: ", ")

    /// So many sides are shown whatever the width.
    static let mostSides = 8

    /// Short names for results, all different: the file's name, numbered where two are alike.
    static func labels(_ words: [String]) -> [String] {
        let stems = words.map { word in
            // Of "genoa-6.18" nothing is an ending.
            let last = FilePath(word).lastComponent?.string ?? word
            return word.hasPrefix("@") || !last.hasSuffix(".json") ? last.printable : String(last.dropLast(5)).printable
        }
        var seen: [String: Int] = [:]
        return stems.map { stem in
            let short = stem.count > 28 ? String(stem.prefix(12)) + "…" + String(stem.suffix(15)) : stem
            seen[short, default: 0] += 1
            let number = seen[short, default: 1]
            return number > 1 ? "\(short) (\(number))" : short
        }
    }
}
