import Charts
import Glibc
import Support
import SystemPackage
import Testing

/// With gnuplot: every template draws a picture in which there is something.
@Suite struct PictureTests {
    static let charts: [Chart] =
        [Cases.ladder, evil, bill, long, HistoryChartTests.chart].compactMap(\.self) + LibraryTests.sweeps
        + [LibraryTests.tails, LibraryTests.efficiency, LibraryTests.tax].compactMap(\.self)
        + [2, 3, 4, 12].compactMap { Cases.machines($0) } + [
            Chart(
                "claims", title: "Claims", template: .claims,
                blocks: [
                    .init(rows: [
                        [1, "process-switch", 650, 1200, 1100, 1300, 900, 850, 950, "off by 1.85×"],
                        [2, "below 0", 150, -350, -600, 200, -225, -400, -100, "cannot tell here"],
                        [3, "null-syscall", 100, 80, 79, 81, .missing, .missing, .missing, "holds"],
                    ])
                ]),
            // Rows without a net figure, as system calls are.
            Chart(
                "claims", title: "One claim", template: .claims,
                blocks: [
                    .init(rows: [[1, "null-syscall", 100, 80, 79, 81, .missing, .missing, .missing, "holds"]])
                ]),
            Chart(
                "ladder", title: "No net figure", template: .ladder,
                blocks: [.init(rows: [[1, "switch.a.thread", 900, 890, 910, .missing, .missing, .missing, "900 ns"]])]),
            Chart(
                "batches", title: "Batches", template: .batches, variables: [("begin", -10), ("end", 25)],
                blocks: [
                    .init(rows: [[1, "a", "n = 2"], [2, "b", "n = 1"]]),
                    .init(rows: [[0, 1, 0, 1], [1, 1, 0, 1], [], [3, 2, 0, 0.5], [4, 2, 0, 0.5]].map(numbers)),
                    .init(rows: [[3, 1, 0, 1], [4, 1, 0, 1]].map(numbers)),
                    .init(rows: [[.missing, .missing, .missing, .missing]]), .init(rows: [[2, 1]]),
                ]),
        ]

    static func numbers(_ row: [Double]) -> [Chart.Cell] { row.map { .number($0) } }

    static let bill = Chart(
        "bill", title: "A bill", template: .bill,
        blocks: [
            .init(rows: [
                [1, "the whole", 0, 2000, 1900, 2100, 0, "text"], [2, "a part", 0, 1500, 1400, 1600, 1, "text"],
                [3, "less", 1500, 1300, 1200, 1400, 1, "text"], [4, "the rest", 1300, 2000, 1900, 2100, 2, "text"],
                [5, "on top", 0, 90000, 80000, 100_000, 3, "text"],
            ])
        ])

    /// Names that are wider than a telephone.
    static let long = Chart(
        "bill", title: "A bill", template: .bill,
        blocks: [
            .init(rows: [
                [
                    1, "sleeping, being woken and being switched to, by a process on the same CPU", 0, 2000, 1900, 2100,
                    0, "2.00 µs",
                ],
                [
                    2, "entering the kernel and leaving it again, once for each of the two calls", 0, 1500, 1400, 1600,
                    1, "1.50 µs",
                ],
            ])
        ])

    static let evil = Chart(
        "ladder", title: Cases.evil, template: .ladder,
        blocks: [.init(rows: [[1, .text(Cases.evil), 2000, 1950, 2100, 1500, 1450, 1600, .text(Cases.evil)]])])

    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"), arguments: charts.indices)
    func everyChartIsDrawn(index: Int) throws {
        var chart = Self.charts[index]
        // The library measures its texts.
        if chart.margins == .init() { chart.margins = Self.margins(of: chart) }
        let scratch = Scratch()
        _ = scratch.write(GnuplotText.data(chart), to: chart.name + ".dat")
        for kind in [PictureKind.svg, .png] {
            let script = "\(chart.name).gp"
            _ = scratch.write(GnuplotText.script(chart, kind: kind), to: script)
            #expect(try Gnuplot().run(script, in: FilePath(scratch.path)) == "")
        }
        let drawn = Processes.text(scratch.file(chart.name + ".svg"))
        let picture = try #require(SVG(drawn, chart: chart))
        let svg = picture.file
        #expect(svg.contains("<path") && svg.contains("<text") && !svg.contains("<script"))
        #expect(svg.utf8.count < drawn.utf8.count + 5000)
        if chart.title != Self.evil.title { Geometry(svg).expectAllInside(chart.name) }
        for colour in Geometry.colours(in: svg) {
            #expect(
                Palette.pairs.contains { $0.light == colour || $0.dark == colour }, "\(colour) has no dark counterpart")
        }
        let part = picture.part(named: "p")
        #expect(!part.contains("id='gp") && !part.contains("#gpPt") && part.hasPrefix("<svg"))
        // A blank picture of this size takes some 8 kB, since nothing but white is in it.
        var status = stat()
        #expect(stat(scratch.file(chart.name + ".png"), &status) == 0 && status.st_size > 9_000)
        let files = Processes.names(in: scratch.path)
        #expect(files == ["dat", "gp", "png", "svg"].map { "\(chart.name).\($0)" })
    }

    /// As a part of a page, on a laptop and on a telephone: names and figures stay within, and apart.
    @Test(
        .enabled(if: Command.has("gnuplot"), "gnuplot is not installed"), arguments: charts.indices,
        [Layout.part, .narrow])
    func textsAreWithinAndApart(index: Int, layout: Layout) throws {
        var chart = Self.charts[index]
        guard chart.title != Self.evil.title else { return }
        if chart.margins == .init() { chart.margins = Self.margins(of: chart) }
        let drawn = String(decoding: try Gnuplot().picture(of: chart, .svg, layout: layout), as: UTF8.self)
        let svg = try #require(SVG(drawn, chart: chart)).file
        let name = "\(chart.name), \(layout == .narrow ? "narrow" : "wide")"
        Geometry(svg).expectAllInside(name)
        Geometry(svg).expectNoOverlap(name)
    }

    /// The names and the texts of a chart that was made by hand.
    private static func margins(of chart: Chart) -> Chart.Margins {
        func texts(_ place: (Int) -> Bool) -> [String] {
            chart.blocks[0].rows.flatMap { row in
                row.enumerated().compactMap { index, cell in
                    if case .text(let text) = cell, place(index) { text } else { nil }
                }
            }
        }
        return Chart.Margins(left: texts { $0 == 1 }, right: texts { $0 > 1 })
    }

    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"))
    func aComplaintIsOneLine() throws {
        #expect(throws: Gnuplot.Failure.self) { try Gnuplot().run("is-not-there.gp", in: "/") }
    }
}
