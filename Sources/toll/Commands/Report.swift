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
        abstract: "Writes one result, or many side by side, as one HTML page.",
        discussion: """
            The page is self-contained: figures, charts, differences and claims, without scripts, network or other \
            files. Of several results, or a folder of them, the first is the baseline.
            """)

    @Argument(help: "Result files, names of stored results, or a folder. Default: the newest result.")
    var results: [String] = []

    @Option(name: .shortAndLong, help: "The file to write.")
    var output = "toll-report.html"

    @Option(help: "Write a static site into this folder instead: one page per machine and one per probe.")
    var atlas: String?

    /// More machines than these are no page to read.
    private static let most = 100

    func run() throws {
        if let atlas { return try Report.atlas(of: results, in: atlas) }
        let store = Store.ofUser
        let count = results.reduce(0) { $0 + (store.folder($1)?.count ?? 1) }
        guard count <= Report.most else {
            throw Complaint("a page holds \(Report.most) results, and these are \(count); --atlas takes more")
        }
        let opened = try opened(in: store)
        if opened.isEmpty { throw Complaint("the folder holds no result") }
        let probes = Catalog.all.map(\.name)
        let files = opened.map(\.file)
        let labels = zip(CompareWords.labels(opened.map(\.word)), files).map { label, file in
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

    /// The results that are meant, each with its word. What is no result in a folder is said and left out.
    private func opened(in store: Store) throws -> [(word: String, file: ResultFile)] {
        if results.isEmpty { return [("", try store.load(nil, having: .charts()))] }
        return try results.flatMap { word in
            guard let paths = store.folder(word) else { return [(word: word, file: try store.load(word))] }
            return ofEach(paths) { path throws(BadResult) in (word: path.string, file: try store.load(path.string)) }
        }
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
