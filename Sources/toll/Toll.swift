import ArgumentParser
import Basics
import Glibc
import Probes

@main
private enum Program {
    static func main() {
        Output.fillGaps()
        // A file that may not grow (ulimit -f) is an error, like a disk that is full, and not the end.
        signal(SIGXFSZ, SIG_IGN)
        // Without it not even the command line can be read: Swift takes it from there.
        let words = open("/proc/self/cmdline", O_RDONLY | O_CLOEXEC)
        guard words >= 0 else {
            say(
                errno == ENOENT
                    ? "Error: /proc is not mounted here, and toll can do nothing without it"
                    : "Error: not even the command line can be read: \(errorText())")
            exit(1)
        }
        close(words)
        if let complaint = Toll.complaint(about: CommandLine.arguments.dropFirst().first) {
            say("Error: " + complaint)
            exit(EX_USAGE)
        }
        // git takes most statuses for "bad".
        if CommandLine.arguments.dropFirst().first == "bisect" { BisectCommand.main() }
        do {
            var command = try Toll.parseAsRoot()
            try command.run()
        } catch {
            end(with: error)
        }
        Output.finish()
    }

    /// Says what is wrong, or what was asked for instead of a command, and ends as that demands. What a person typed
    /// comes back in it.
    private static func end(with error: any Error) -> Never {
        let (text, code) = (Toll.fullMessage(for: error), Toll.exitCode(for: error))
        if code == .success {
            print(text)
            Output.finish()
        } else if text.isEmpty {
            Output.finish()
        } else {
            say(text)
        }
        exit(code.rawValue)
    }
}

/// The command line. One file a subcommand; only this target prints or decides an exit status.
struct Toll: ParsableCommand {
    static let version = "0.1.0"

    /// What is wrong with the word that stands for a command, and what may have been meant; nil where it is one.
    static func complaint(about word: String?) -> String? {
        guard let word, !word.hasPrefix("-") else { return nil }
        let commands = configuration.subcommands.map { command in
            let settings = command.configuration
            return (
                name: settings.commandName ?? String(describing: command).lowercased(), isShown: settings.shouldDisplay
            )
        }
        guard word != "help", !commands.contains(where: { $0.name == word }) else { return nil }
        let names = commands.filter(\.isShown).map(\.name)
        let scored = names.map { (name: $0, edits: editDistance(Array(word.utf8), Array($0.utf8))) }
        let near = scored.min { $0.edits < $1.edits }.flatMap {
            $0.edits < 3 && $0.edits < $0.name.count ? $0.name : nil
        }
        return "'\(word.printable)' is no command" + (near.map { "; did you mean '\($0)'?" } ?? "")
            + " ('toll --help' lists all)"
    }

    static let configuration = CommandConfiguration(
        commandName: "toll",
        abstract: "Measures what system calls, task switches and new tasks cost on this machine.",
        discussion: """
            'toll run' measures for about a minute. 'toll claims' then says which claims of 2007 hold here, and 'toll \
            judge' measures everything they need. RESULT is a file or the name of a stored result; without one, the \
            newest; 'last', 'prev' and the beginning of a name will do.
            """,
        version: version,
        subcommands: [
            List.self, Run.self, SweepCommand.self, Matrix.self, ResultsCommand.self, Show.self, ClaimsCommand.self,
            JudgeCommand.self, Explain.self, TaxCommand.self, Compare.self, HistoryCommand.self, BisectCommand.self,
            Plot.self, Card.self, Report.self, Export.self, MachineCommand.self, DoctorCommand.self, Events.self,
            AuditCommand.self, Spread.self, WorkerCommand.self, TaxedCommand.self,
        ])
}
