import Charts
import Results
import SystemPackage
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// With gnuplot: every template draws a picture in which there is something.
@Suite struct PictureTests {
    static let hasGnuplot = (ProcessInfo.processInfo.environment["PATH"] ?? "").split(separator: ":")
        .contains { FileManager.default.isExecutableFile(atPath: "\($0)/gnuplot") }

    static let charts: [Chart] =
        [Cases.ladder, evil, bill] + LibraryTests.sweeps + [2, 3, 4, 12].compactMap { Cases.machines($0) } + [
            Chart(
                "claims", title: "Claims",
                blocks: [
                    .init(rows: [
                        [1, "process-switch", 650, 1200, 1100, 1300, 900, 850, 950],
                        [2, "below 0", 150, -350, -600, 200, -225, -400, -100],
                        [3, "null-syscall", 100, 80, 79, 81, .missing, .missing, .missing],
                    ])
                ]),
            Chart(
                "batches", title: "Batches", variables: [("left", -10), ("right", 25)],
                blocks: [
                    .init(rows: [[1, 0, 0, 0], [1, 3, 0, 1], [2, -2, 0, 2]]),
                    .init(rows: [[1, "a", "n = 2"], [2, "b", "n = 1"]]),
                ]),
        ]

    static let bill = Chart(
        "bill", title: "A bill",
        blocks: [
            .init(rows: [
                [1, "the whole", 0, 2000, 1900, 2100, 0], [2, "a part", 0, 1500, 1400, 1600, 1],
                [3, "less", 1500, 1300, 1200, 1400, 1], [4, "the rest", 1300, 2000, 1900, 2100, 2],
                [5, "on top", 0, 90000, 80000, 100_000, 3],
            ])
        ])

    static let evil = Chart(
        "ladder", title: Cases.evil,
        blocks: [.init(rows: [[1, .text(Cases.evil), 2000, 1950, 2100, 1500, 1450, 1600]])])

    @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"), arguments: charts.indices)
    func everyChartIsDrawn(index: Int) throws {
        let chart = Self.charts[index]
        let folder = FileManager.default.temporaryDirectory.path + "/toll-charts-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(GnuplotText.data(chart).utf8).write(to: URL(filePath: folder + "/\(chart.name).dat"))
        for kind in [PictureKind.svg, .png] {
            let script = "\(chart.name).gp"
            try Data(GnuplotText.script(chart, kind: kind).utf8).write(to: URL(filePath: folder + "/" + script))
            #expect(try Gnuplot().run(script, in: FilePath(folder)) == "")
        }
        let svg = try String(contentsOfFile: folder + "/\(chart.name).svg", encoding: .utf8)
        #expect(svg.contains("<path") && svg.contains("<text") && !svg.contains("<script"))
        let png = try Data(contentsOf: URL(filePath: folder + "/\(chart.name).png"))
        // A blank picture of this size takes some 8 kB, since nothing but white is in it.
        #expect(png.count > 12_000)
        let files = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(files == ["dat", "gp", "png", "svg"].map { "\(chart.name).\($0)" })
    }

    @Test(.enabled(if: hasGnuplot, "gnuplot is not installed"))
    func aComplaintIsOneLine() throws {
        #expect(throws: Gnuplot.Failure.self) { try Gnuplot().run("is-not-there.gp", in: "/") }
    }
}
