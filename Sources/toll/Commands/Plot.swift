import ArgumentParser
import Basics
import Charts
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
        guard !output.isEmpty else { throw Complaint("'-o' names no folder for the charts") }
        guard !charts.isEmpty else { throw Complaint("the result has no figure that a chart shows") }
        if terminal { return try drawInTerminal(charts) }
        let kind: PictureKind = format == .svg ? .svg : .png
        let folder = FilePath(output)
        let gnuplot = Gnuplot()
        for chart in charts { try chart.write(kind, in: folder) }
        do {
            for chart in charts { print(try chart.draw(kind, by: gnuplot, in: folder).printable) }
        } catch let failure as Gnuplot.Failure {
            throw Complaint(
                "\(failure.description); data and scripts are kept in \(output.printable), where "
                    + "'gnuplot \(charts[0].name).gp' draws one")
        }
    }

    private func drawInTerminal(_ charts: [Chart]) throws {
        let gnuplot = Gnuplot()
        let columns = min(Terminal.output.width, 140) - 1
        for chart in charts {
            let rows = chart.blocks.map(\.rows.count).filter { $0 < 100 }.max() ?? 10
            let size = (width: columns, height: min(60, 12 + rows * 2))
            let drawn = try gnuplot.picture(of: chart, .terminal, size: size)
            print(String(decoding: drawn, as: UTF8.self).printableLines)
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

extension Chart {
    /// Writes data and script into a folder.
    func write(_ kind: PictureKind, in folder: FilePath) throws {
        try AtomicFile.write(Array(GnuplotText.data(self).utf8), to: folder.appending(name + ".dat"))
        try AtomicFile.write(
            Array(GnuplotText.script(self, kind: kind).utf8), to: folder.appending(name + ".gp"))
    }

    /// Puts the picture beside the data and the script that were written. Its path.
    func draw(_ kind: PictureKind, by gnuplot: Gnuplot, in folder: FilePath) throws -> String {
        let path = folder.appending(name + "." + kind.rawValue)
        try AtomicFile.write(try gnuplot.picture(of: self, kind), to: path)
        return path.string
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
