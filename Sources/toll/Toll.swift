import ArgumentParser

@main
struct Toll: ParsableCommand {
    static let configuration = CommandConfiguration(commandName: "toll", version: "0.1.0")
}
