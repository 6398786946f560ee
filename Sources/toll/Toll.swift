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
        Toll.main()
        Output.finish()
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
            Explain.self, TaxCommand.self, Compare.self, Plot.self, Export.self, Report.self, MachineCommand.self,
            DoctorCommand.self,
            Events.self,
            Spread.self, WorkerCommand.self,
        ])
}
