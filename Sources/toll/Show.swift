import ArgumentParser
import Glibc
import Machine
import Results

struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Prints the table of a result.")

    @Argument(help: "A file, the name of a result, or left out for the newest.")
    var result: String?

    @Flag(help: "Print JSON for scripts.")
    var json = false

    @Flag(name: .shortAndLong, help: "Spell out what lowers each grade, and what to try.")
    var verbose = false

    private struct Shown: Encodable {
        var version = ResultFile.version
        var machine: Fingerprint
        var run: RunConditions
        var probes: [Figure]
    }

    func run() throws {
        let file = try Store.ofUser.load(result)
        if json {
            return print(try toll.json(Shown(machine: file.machine, run: file.run, probes: file.figures)))
        }
        for line in ResultTable(figures: file.figures, run: file.run, isDetailed: verbose).lines(on: .output) {
            print(line)
        }
    }
}

extension Store {
    /// The store of the user who runs toll.
    static var ofUser: Store {
        var environment: [String: String] = [:]
        for name in ["XDG_DATA_HOME", "HOME"] {
            if let value = getenv(name) { environment[name] = String(cString: value) }
        }
        return Store(environment: environment)
    }
}
