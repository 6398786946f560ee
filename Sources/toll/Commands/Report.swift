import ArgumentParser
import Charts
import Claims
import Probes
import Results
import Sampling
import SwiftModels
import SystemPackage

struct Report: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Writes one or many results as one page of HTML: figures, charts, differences, claims.",
        discussion: """
            The page needs nothing besides itself: no script, no network, no other file. Several results, or a folder \
            of them, are put side by side; the first is what the others are held against.
            """)

    @Argument(help: "Files, names of results, a folder, or left out for the newest.")
    var results: [String] = []

    @Option(name: .shortAndLong, help: "The page.")
    var output = "toll-report.html"

    @Option(help: "Write a site of many results into this folder instead: a page a machine, a page a probe.")
    var atlas: String?

    /// More machines than these are no page to read.
    private static let most = 100

    func run() throws {
        if let atlas { return try Report.atlas(of: results, in: atlas) }
        let store = Store.ofUser
        let words = results.flatMap { word in store.folder(word)?.map(\.string) ?? [word] }
        guard words.count <= Report.most else {
            throw Complaint("a page holds \(Report.most) results, and these are \(words.count); --atlas takes more")
        }
        if words.isEmpty, !results.isEmpty { throw Complaint("there is no result in it") }
        let probes = Catalog.all.map(\.name)
        let files = words.isEmpty ? [try store.load(nil)] : try words.map { try store.load($0) }
        let labels = zip(words.isEmpty ? [""] : CompareWords.labels(words), files).map { label, file in
            ChartLibrary.label(label, of: file.machine)
        }
        let members = zip(labels, files).map { label, file in
            ReportPage.Member(label: label, result: file, claims: ClaimsReport(of: file, probes: probes))
        }
        let summaries = Dictionary(
            Catalog.all.map { ($0.name.base, $0.summary) }, uniquingKeysWith: { first, _ in first })
        var page = ReportPage(members, pictures: [], summaries: summaries)
        let charts =
            files.count == 1
            ? ChartLibrary.charts(of: files[0])
            : ChartLibrary.charts(of: Side.all(of: zip(labels, files).map { (label: $0, result: $1) }))
        do {
            page.pictures = try pictures(of: charts)
        } catch let failure as Gnuplot.Failure {
            page.remark = failure.description
            say(failure.description)
        }
        try AtomicFile.write(Array(page.html.utf8), to: FilePath(output))
        print(output)
    }

    private func pictures(of charts: [Chart]) throws -> [ReportPage.Picture] {
        let gnuplot = Gnuplot()
        let large = try gnuplot.pictures(of: charts, .svg, layout: .part)
        let small = try gnuplot.pictures(of: charts, .svg, layout: .narrow)
        func part(_ picture: [UInt8], _ chart: Chart, named name: String) -> String {
            SVG(String(decoding: picture, as: UTF8.self), chart: chart)?.part(named: name) ?? ""
        }
        return charts.indices.map { index in
            let chart = charts[index]
            return ReportPage.Picture(
                title: chart.title, notes: chart.notes, large: part(large[index], chart, named: chart.name),
                small: part(small[index], chart, named: chart.name + "-s"))
        }
    }
}
