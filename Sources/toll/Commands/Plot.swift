import ArgumentParser
import Basics
import Charts
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

    enum Format: String, ExpressibleByArgument, CaseIterable {
        case svg, png

        var kind: PictureKind { self == .svg ? .svg : .png }
    }

    func run() throws {
        var charts = try ChartLibrary.charts(of: results, having: .charts(chart))
        if !chart.isEmpty {
            for name in chart where !charts.contains(where: { $0.name == name }) {
                let names = charts.map(\.name).joined(separator: ", ")
                throw Complaint("there is no chart '\(name.printable)' of this; there are \(names)")
            }
            charts = charts.filter { chart.contains($0.name) }
        }
        guard !output.isEmpty else { throw Complaint("'-o' names no folder for the charts") }
        guard !charts.isEmpty else { throw Complaint("the result has no figure that a chart shows") }
        if terminal {
            let width = min(Terminal.output.width, 120)
            for line in charts.flatMap({ $0.lines(width: width) }) { print(line) }
            return
        }
        for path in try Chart.put(charts, as: format.kind, into: output) { print(path.printable) }
    }
}

/// Which charts a set of results has.
enum ChartLibrary {
    /// Those of the results that words mean; without a word, of the newest that has what is wanted.
    static func charts(of words: [String], having wanted: Wanted) throws -> [Chart] {
        let store = Store.ofUser
        guard words.count > 1 else {
            let result = try store.load(words.first, having: wanted)
            return charts(of: result)
        }
        let sides = try Side.all(ofWords: words, in: store).map { side in
            var side = side
            side.label = label(side.label, of: side.machine)
            return side
        }
        return charts(of: sides)
    }

    /// What a machine is called in a picture: the file's name, with the processor's where that is a mere number.
    static func label(_ label: String, of machine: Fingerprint) -> String {
        label.allSatisfy { $0.isNumber } ? "\(machine.displayName) \(label)" : label
    }

    /// Times, and core cycles where the results have them.
    static func charts(of sides: [Side]) -> [Chart] {
        let hasCycles = sides.allSatisfy { $0.rows.contains { $0.cycles != nil } }
        return [Judge.Quantity.cost, hasCycles ? .cycles : nil].compactMap { quantity in
            quantity.flatMap { Chart.machines(Comparison(sides, judge: Judge(quantity: $0))) }
        }
    }

    static func charts(of result: ResultFile) -> [Chart] { Chart.all(of: result, probes: Catalog.all.map(\.name)) }
}

extension Chart {
    /// Puts data, script and picture of each chart into a folder. The paths of the pictures.
    ///
    /// - Throws: a `Complaint` where there is no gnuplot, or it fails; data and scripts are kept.
    static func put(_ charts: [Chart], as kind: PictureKind, into output: String) throws -> [String] {
        let folder = FilePath(output)
        for chart in charts { try chart.write(kind, in: folder) }
        do {
            return try zip(charts, Gnuplot().drawings(of: charts, kind)).map { chart, picture in
                let path = folder.appending(chart.name + "." + kind.rawValue)
                try AtomicFile.write(picture, to: path)
                return path.string
            }
        } catch let failure as Gnuplot.Failure {
            throw Complaint(
                "\(failure.description); data and scripts are kept in \(output.printable), where "
                    + "'gnuplot \(charts[0].name).gp' draws one")
        }
    }

    /// Writes data and script into a folder.
    private func write(_ kind: PictureKind, in folder: FilePath) throws {
        try AtomicFile.write(Array(GnuplotText.data(self).utf8), to: folder.appending(name + ".dat"))
        try AtomicFile.write(
            Array(GnuplotText.script(self, kind: kind).utf8), to: folder.appending(name + ".gp"))
    }
}
