import ArgumentParser
import Glibc

@main
private enum Program {
    static func main() {
        Output.fillGaps()
        // A file that may not grow (ulimit -f) is an error, like a disk that is full, and not the end.
        signal(SIGXFSZ, SIG_IGN)
        // Without it not even the command line can be read: Swift takes it from there.
        guard access("/proc/self/cmdline", R_OK) == 0 else {
            say("Error: /proc is not mounted here, and toll can do nothing without it")
            exit(1)
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

    static let configuration = CommandConfiguration(
        commandName: "toll",
        abstract: "Measures what system calls, task switches and new tasks cost on this machine.",
        discussion: """
            'toll run' measures for about a minute. 'toll claims' then says which claims of 2007 hold here, and 'toll \
            judge' measures everything they need. RESULT is a file or the name of a stored result; without one, the \
            newest.
            """,
        version: version,
        subcommands: [
            List.self, Run.self, SweepCommand.self, Matrix.self, Show.self, ClaimsCommand.self, JudgeCommand.self,
            Explain.self, Compare.self, BisectCommand.self, Plot.self, Export.self, Report.self, MachineCommand.self,
            DoctorCommand.self,
            Events.self,
            Spread.self, WorkerCommand.self,
        ])
}
