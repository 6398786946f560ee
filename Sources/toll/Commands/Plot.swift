import ArgumentParser
import Basics
import Charts
import Glibc
import Machine
import Probes
import Results
import SwiftModels
import SystemPackage

struct Plot: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Draws charts with gnuplot: script, data and picture side by side.",
        discussion: """
            One result gives its claims, the ladder of switches and the distribution of its batches; several give the \
            machines side by side, the first as the baseline. A script can be changed by hand and run again.
            """)

    @Argument(help: "Files, names of results, @name of a shipped reference, or left out for the newest.")
    var results: [String] = []

    @Option(name: .shortAndLong, help: "The folder for the charts.")
    var output = "charts"

    @Option(help: "The kind of picture: svg or png.")
    var format: Format = .svg

    @Option(help: "Only the chart of this name.")
    var chart: [String] = []

    @Flag(help: "Draw in the terminal, and leave no files.")
    var terminal = false

    enum Format: String, ExpressibleByArgument, CaseIterable { case svg, png }

    func run() throws {
        var charts = try ChartLibrary.charts(of: results)
        if !chart.isEmpty {
            for name in chart where !charts.contains(where: { $0.name == name }) {
                let names = charts.map(\.name).joined(separator: ", ")
                throw Complaint("there is no chart '\(name.printable)' of this; there are \(names)")
            }
            charts = charts.filter { chart.contains($0.name) }
        }
        guard !charts.isEmpty else { throw Complaint("the result has no figure that a chart shows") }
        if terminal { return try drawInTerminal(charts) }
        let kind: PictureKind = format == .svg ? .svg : .png
        let folder = FilePath(output)
        for chart in charts { try chart.write(kind, in: folder) }
        do {
            for chart in charts { print(try chart.draw(kind, in: folder).string) }
        } catch let failure as Gnuplot.Failure {
            throw Complaint(
                "\(failure.description); data and scripts are kept in \(output.printable), where "
                    + "'gnuplot \(charts[0].name).gp' draws one")
        }
    }

    private func drawInTerminal(_ charts: [Chart]) throws {
        let folder = try TemporaryFolder()
        let columns = min(Terminal.output.width, 140) - 1
        for chart in charts {
            let rows = chart.blocks.map(\.rows.count).filter { $0 < 100 }.max() ?? 10
            let size = (width: columns, height: min(60, 12 + rows * 2))
            try chart.write(.terminal, in: folder.path, size: size)
            print(try chart.draw(.terminal, in: folder.path).text.printableLines)
        }
    }
}

/// Which charts a set of results has.
enum ChartLibrary {
    static func charts(of words: [String]) throws -> [Chart] {
        let store = Store.ofUser
        guard words.count > 1 else {
            let result = try store.load(words.first)
            return charts(of: result)
        }
        let comparison = Comparison(try Side.all(ofWords: words, in: store))
        return [Chart.machines(comparison)].compactMap(\.self)
    }

    static func charts(of result: ResultFile) -> [Chart] { Chart.all(of: result, probes: Catalog.all.map(\.name)) }
}

/// A chart that was drawn.
struct Drawn {
    /// The picture's path.
    var string: String
    /// What gnuplot printed: the picture itself, for a terminal.
    var text: String
}

extension Chart {
    /// Writes data and script into a folder.
    func write(_ kind: PictureKind, in folder: FilePath, size: (width: Int, height: Int)? = nil) throws {
        try AtomicFile.write(Array(GnuplotText.data(self).utf8), to: folder.appending(name + ".dat"))
        let text = GnuplotText.script(self, kind: kind, size: size)
        try AtomicFile.write(Array(text.utf8), to: folder.appending(name + ".gp"))
    }

    /// Has the picture drawn beside the data and the script that were written.
    func draw(_ kind: PictureKind, in folder: FilePath) throws -> Drawn {
        let printed = try Gnuplot().run(name + ".gp", in: folder)
        return Drawn(string: folder.appending(name + "." + kind.rawValue).string, text: printed)
    }
}

/// A folder that is gone with its owner.
final class TemporaryFolder {
    let path: FilePath

    init() throws {
        var name = Array("/tmp/toll-XXXXXX".utf8CString)
        guard mkdtemp(&name) != nil else { throw Complaint("no temporary folder: \(String(cString: strerror(errno)))") }
        path = FilePath(String(decoding: name.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }

    deinit {
        for name in SystemRoot("/").entries(path.string) { unlink(path.appending(name).string) }
        rmdir(path.string)
    }
}

extension String {
    /// The text line by line, each safe on a terminal, without blanks at its end; no two empty lines together.
    fileprivate var printableLines: String {
        var lines: [String] = []
        for line in split(separator: "\n", omittingEmptySubsequences: false) {
            var plain = String(line.map { $0.isASCII && ($0.asciiValue ?? 0) < 32 ? " " : $0 })
            while plain.last == " " { plain.removeLast() }
            if !plain.isEmpty || lines.last?.isEmpty == false { lines.append(plain) }
        }
        return lines.joined(separator: "\n")
    }
}
