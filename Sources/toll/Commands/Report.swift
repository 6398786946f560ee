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

    @Argument(help: "A file, the name of a result, or left out for the newest; for --atlas several, or a folder.")
    var results: [String] = []

    @Option(name: .shortAndLong, help: "The page.")
    var output = "toll-report.html"

    @Option(help: "Write a site of many results into this folder instead: a page a machine, a page a probe.")
    var atlas: String?

    func run() throws {
        if let atlas { return try Report.atlas(of: results, in: atlas) }
        guard results.count < 2 else { throw ValidationError("a page is of one result; --atlas takes several") }
        let file = try Store.ofUser.load(results.first)
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
        let folder = try TemporaryFolder()
        return try ChartLibrary.charts(of: file).map { chart in
            try chart.write(.svg, in: folder.path)
            let drawn = try chart.draw(.svg, in: folder.path)
            return (chart.name, try Store(folder: folder.path).text(of: FilePath(drawn.string)))
        }
    }
}
