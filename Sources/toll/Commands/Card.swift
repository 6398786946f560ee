import ArgumentParser
import Basics
import Charts
import Results
import SystemPackage

struct Card: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draws one picture of a machine, 1200 × 630: six figures, and what was said of them in 2007.",
        discussion: """
            Processor, kernel, mitigations, date and version stand above the figures. What was not measured has a \
            dash. Pictures are drawn by gnuplot.
            """)

    @Argument(help: "A file, the name of a result, or left out for the newest.", completion: .result)
    var result: String?

    @Option(name: .shortAndLong, help: "The picture: a name that ends in .svg or .png, or one that gets both endings.")
    var output = "toll-card"

    func validate() throws {
        guard !output.isEmpty else { throw ValidationError("'-o' names no picture") }
    }

    func run() throws {
        let file = try Store.ofUser.load(result, having: .claims([]))
        guard let card = Chart.card(file, figures: file.figures) else {
            throw Complaint("the result has none of the figures that a card shows: 'toll run' measures them")
        }
        let ending = FilePath(output).extension
        let own = PictureKind.allCases.first { $0.rawValue == ending }
        let gnuplot = Gnuplot()
        for kind in own.map({ [$0] }) ?? PictureKind.allCases {
            let path = own == nil ? output + "." + kind.rawValue : output
            do {
                try AtomicFile.write(try gnuplot.drawing(of: card, kind, layout: .card), to: FilePath(path))
            } catch let failure as Gnuplot.Failure {
                throw Complaint(failure.description)
            }
            print(path.printable)
        }
    }
}
