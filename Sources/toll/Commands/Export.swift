import ArgumentParser
import Results
import SystemPackage

struct Export: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Converts a result for other tools.",
        discussion: "The formats otava and otava-config take several results of one machine, or a folder of them.")

    @Argument(help: "A file, the name of a result, or left out for the newest.", completion: .result)
    var results: [String] = []

    @Option(
        help: ArgumentHelp(
            "The format: \(ExportFormat.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "format"),
        transform: { word in
            guard let format = ExportFormat(rawValue: word) else {
                throw ValidationError("there is no format '\(word)'")
            }
            return format
        })
    var format: ExportFormat

    @Option(name: .shortAndLong, help: "The file to write, whole or not at all. Default: stdout.")
    var output: String?

    func run() throws {
        let text = try format.isOfHistory && !results.isEmpty ? history() : ofOne()
        if let output {
            try AtomicFile.write(Array(text.utf8), to: FilePath(output))
        } else {
            print(text, terminator: "")
        }
    }

    private func ofOne() throws -> String {
        guard results.count < 2 else { throw ValidationError("the format \(format.rawValue) takes one result") }
        return try format.render(try Store.ofUser.load(results.first))
    }

    private func history() throws -> String {
        let store = Store.ofUser
        return try format.render(QuickResult.readAll(try store.files(ofWords: results)))
    }
}
