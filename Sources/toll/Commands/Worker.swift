import ArgumentParser
import Glibc
import Probes
import SwiftModels
import Workers

/// What `toll run` starts itself as, once for each probe and launch.
struct WorkerCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "worker", abstract: "Serves one probe to 'toll run'; not for people.", shouldDisplay: false)

    @Argument(parsing: .allUnrecognized)
    var words: [String] = []

    func run() throws {
        guard let assignment = Assignment(arguments: words) else {
            throw ValidationError("a worker is started by 'toll run' alone")
        }
        // It has printed nothing, so there is no output to finish.
        Glibc.exit(WorkerMain.run(assignment, probes: Catalog.all))
    }
}
