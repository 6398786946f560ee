import ArgumentParser
import Glibc
import Probes

/// What a row of `toll tax` starts inside a sandbox, and beside it.
struct TaxedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: TaxServer.word, abstract: "Serves one task to 'toll tax'; not for people.", shouldDisplay: false)

    @Argument(parsing: .allUnrecognized)
    var words: [String] = []

    func run() throws {
        // What it writes are answers to its worker alone.
        Glibc.exit(TaxServer.serve(words))
    }
}
