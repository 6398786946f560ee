import ArgumentParser
import Glibc
import Probes
import Results
import Sampling
import SwiftModels

struct BisectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bisect",
        abstract: "Checks whether a row got worse, for 'git bisect run'.",
        discussion: """
            Measures the row here, or takes it from RESULT, and compares it with the same row of BASE. Exit status: \
            0 when the whole interval lies below the threshold (good), 1 when it lies above (bad), 125 when it \
            straddles the threshold, so that git skips the commit, and 128 for any other fault, which ends the \
            bisection.
            """)

    @Option(help: "The row, such as switch.pipe.process.")
    var row: String

    @Option(help: "The earlier result: a file or the name of a stored one.")
    var than: String

    @Option(help: "By how much the row may be above that of BASE, such as 3%.")
    var threshold: Share

    @Option(help: "What is compared: cost, net, cycles, or instructions where the hardware counts them.")
    var by = Measure.cost

    @Argument(
        help: "A result that has the row. Default: measure it now, for 10 seconds unless --budget says otherwise.")
    var result: String?

    @OptionGroup var measuring: Measuring

    enum Measure: String, ExpressibleByArgument, CaseIterable { case cost, net, cycles, instructions }

    /// What git takes for the end of a bisection.
    static let stop: Int32 = 128

    func run() throws {
        let store = Store.ofUser
        let name = try RowName(checking: row)
        let base = try store.load(than)
        let now = try result.map { try store.load($0) } ?? measure(name)
        let bisection = Bisection(
            of: name, in: now, than: base, by: Bisection.Measure(rawValue: by.rawValue) ?? .cost,
            threshold: threshold.value)
        print("\(bisection.answer): \(bisection.why)")
        if bisection.answer != .good { throw ExitCode(bisection.answer.rawValue) }
    }

    /// Measures the one row and keeps the result as any run does.
    private func measure(_ name: RowName) throws -> ResultFile {
        let probe = try Catalog.probe(named: name, among: Catalog.all)
        let setting = try measuring.setting()
        var measured: ResultFile?
        do {
            try measuring.run([probe], in: setting, for: Span(nanoseconds: 10_000_000_000)) { result, _ in
                measured = result
                return []
            }
        } catch let status as ExitCode where status.rawValue == 1 {
            // A row that is INVALID or failed: the answer says so.
        }
        guard let measured else { throw Complaint("the row was not measured") }
        return measured
    }

    /// Runs the command, with the status for whatever is wrong that git takes for no answer.
    static func main() -> Never {
        do {
            var command = try Toll.parseAsRoot()
            try command.run()
            Output.finish()
            Glibc.exit(0)
        } catch let status as ExitCode where status.rawValue == 1 || status.rawValue == 125 {
            Output.finish()
            Glibc.exit(status.rawValue)
        } catch {
            let isWanted = Toll.exitCode(for: error) == .success
            let message = Toll.fullMessage(for: error)
            if isWanted { print(message) } else { say(message) }
            Output.finish()
            Glibc.exit(isWanted ? 0 : stop)
        }
    }
}
