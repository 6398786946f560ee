import ArgumentParser
import Claims
import Probes
import Results
import SwiftModels

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "claims",
        abstract: "Gives the verdict on each claim of 2007, and by how much it differs.",
        discussion:
            "A verdict is 'holds', 'about', 'off by' a factor of up to 2, 'does not hold', 'cannot tell here' with "
            + "what it needs, or 'not a measurement'. docs/claims.md has the rules.")

    @Argument(
        help: "Claims to print in full, by name; and a result: a file, its name, or left out for the newest.",
        completion: .custom { _, _, _ in Ledger.claims.map(\.id) + Store.ofUser.names + Store.selectors })
    var words: [String] = []

    @Flag(name: .shortAndLong, help: "Print every claim in full: rule, reason, and why the comparison is fair.")
    var verbose = false

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @OptionGroup var screen: Screen

    func run() throws {
        let (wanted, result) = try Self.parsed(words)
        let report = ClaimsReport(of: try Store.ofUser.load(result, having: .claims(wanted)), of: wanted)
        if json { return print(try toll.json(report)) }
        let table = ClaimsTable(report: report)
        screen.show(
            verbose || !wanted.isEmpty
                ? table.details(on: screen.output)
                : table.lines(on: screen.output, withoutRun: .foldedUp(into: JudgeCommand.usually)))
    }

    /// What a command was given: claims, by name, and a result.
    ///
    /// - Throws: when more than one word is no claim.
    static func parsed(_ words: [String]) throws -> (claims: Set<String>, result: String?) {
        let known = Set(Ledger.claims.map(\.id))
        let results = words.filter { !known.contains($0) }
        guard results.count < 2 else {
            throw ValidationError(
                "'\(results[0])' and '\(results[1])' are no claims, and one result at most can be judged")
        }
        return (known.intersection(words), results.first)
    }
}

extension ClaimsReport {
    /// What a result says of some claims, by name; of all where none is named.
    init(of result: ResultFile, of wanted: Set<String>) {
        self.init(of: result, probes: Catalog.all.map(\.name))
        if !wanted.isEmpty { claims.removeAll { !wanted.contains($0.id) } }
    }
}
