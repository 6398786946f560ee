import ArgumentParser

struct ClaimsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "claims", abstract: "Says which claims hold here.")
    func run() throws {}
}
