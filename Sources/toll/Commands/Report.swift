import ArgumentParser
import Charts
import Claims
import Probes
import Results
import SwiftModels
import SystemPackage

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes a result as one page of HTML: claims, charts, figures, machine, method.",
        discussion: "The page needs nothing besides itself: no script, no network, no other file.")

    @Argument(help: "A file, the name of a result, or left out for the newest.")
    var result: String?

    @Option(name: .shortAndLong, help: "The page.")
    var output = "toll-report.html"

    func run() throws {
        let file = try Store.ofUser.load(result)
        var page = ReportPage(
            result: file, claims: ClaimsReport(of: file, probes: Catalog.all.map(\.name)), pictures: [])
        do {
            page.pictures = try pictures(of: file)
        } catch let failure as Gnuplot.Failure {
            page.remark = failure.description
            say(failure.description)
        }
        try AtomicFile.write(Array(page.html.utf8), to: FilePath(output))
        print(output)
    }

    private func pictures(of file: ResultFile) throws -> [(name: String, svg: String)] {
        let gnuplot = Gnuplot()
        return try ChartLibrary.charts(of: file).map { chart in
            (chart.name, String(decoding: try gnuplot.picture(of: chart, .svg), as: UTF8.self))
        }
    }
}
