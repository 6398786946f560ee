import ArgumentParser

/// The command line. One file a subcommand; only this target prints or decides an exit status.
@main
struct Toll: ParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "toll",
        abstract: "Measures what this machine charges for entering the kernel, switching tasks and making them.",
        discussion: """
            'toll run' measures for about a minute, 'toll claims' then says which of the claims of 2007 hold here. \
            RESULT is a file, the name of one among the results kept, or left out for the newest.
            """,
        version: version,
        subcommands: [
            List.self, Run.self, Sweep.self, Show.self, ClaimsCommand.self, MachineCommand.self, DoctorCommand.self, Events.self,
            Spread.self, WorkerCommand.self,
        ])
}
