import Charts
import Glibc
import Support
import Testing

/// What stands in gnuplot's place, and where it is looked for.
@Suite struct GnuplotTests {
    private let scratch = Scratch()
    private static let chart = Cases.ladder

    /// A folder with a gnuplot of one's own.
    private func folder(_ text: String) -> String {
        chmod(scratch.write(text, to: "gnuplot"), 0o755)
        return scratch.path
    }

    private func complaint(_ gnuplot: Gnuplot) -> String {
        do throws(Gnuplot.Failure) {
            _ = try gnuplot.picture(of: Self.chart, .svg)
            return "none"
        } catch { return error.description }
    }

    @Test func oneThatDrawsNothingIsFoundOut() {
        #expect(complaint(Gnuplot(searchPath: folder("#!/bin/sh\nexit 0\n"))) == "gnuplot ended well and drew nothing")
    }

    @Test func oneThatHangsIsEnded() {
        let words = complaint(Gnuplot(searchPath: folder("#!/bin/sh\nexec sleep 100\n"), seconds: 0.2))
        #expect(words.hasPrefix("gnuplot did not end within ") && words.hasSuffix(" and was killed"), "\(words)")
    }

    @Test func oneThatIsNoProgramIsNotStarted() {
        #expect(complaint(Gnuplot(searchPath: folder("\u{7F}no"))).hasPrefix("gnuplot cannot be started: "))
    }

    /// Only absolute folders are looked into: another is where anybody may have put anything.
    @Test(arguments: ["", ":", ".", "bin:", "./bin"]) func relativeFoldersAreNotLookedInto(_ path: String) {
        #expect(complaint(Gnuplot(searchPath: path)).hasPrefix("there is no gnuplot here"))
    }

    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"))
    func aPictureNeedsNoFileAndNoVariable() throws {
        setenv("GNUTERM", "x11", 1)
        defer { unsetenv("GNUTERM") }
        let picture = String(decoding: try Gnuplot().picture(of: Self.chart, .svg), as: UTF8.self)
        #expect(picture.contains("<path") && picture.contains("</svg>"))
        #expect(Gnuplot().lack == nil)
    }

    /// Many are drawn by one process, none of them otherwise than alone, and what is wrong with one is found.
    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"))
    func manyAreDrawnTogether() throws {
        func pictures(_ charts: [Chart]) throws -> [String?] {
            zip(charts, try Gnuplot().pictures(of: charts, .svg)).map { chart, picture in
                SVG(String(decoding: picture, as: UTF8.self), chart: chart)?.file
            }
        }
        let charts = PictureTests.charts
        #expect(charts.count > 12)
        let alone = try charts.flatMap { try pictures([$0]) }
        #expect(try pictures(charts + charts + charts) == alone + alone + alone)
        // One that keeps count.
        let real = Command.run(["sh", "-c", "command -v gnuplot"]).output.filter { $0 != "\n" }
        let path = folder("#!/bin/sh\necho >> \(scratch.file("count"))\nexec \(real) \"$@\"\n")
        #expect(try Gnuplot(searchPath: path).pictures(of: charts + charts + charts, .svg).count == 3 * charts.count)
        #expect(Processes.text(scratch.file("count")).count <= 1 + 3 * charts.count / 64)
        #expect(try Gnuplot().pictures(of: [], .svg).isEmpty)
        let broken = Chart(
            "broken", title: "", template: .ladder, variables: [("1no", 1)], blocks: Self.chart.blocks)
        do throws(Gnuplot.Failure) {
            _ = try Gnuplot().pictures(of: [Self.chart, Self.chart, broken, Self.chart], .svg)
            Issue.record("a chart that no gnuplot understands was drawn")
        } catch { #expect(error.description.hasPrefix("gnuplot: "), "\(error)") }
    }
}
