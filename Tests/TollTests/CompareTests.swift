import Results
import Sampling
import Support
import Testing

/// Results compared with each other, drawn and handed on, from the command line.
@Suite struct CompareTests {
    private let scratch = Scratch()

    /// The fixture with every time in it multiplied.
    private func written(_ factor: Double, to name: String) throws -> String {
        var result = FixtureResult.file
        for row in result.records.indices {
            for launch in result.records[row].launches.indices {
                let times = result.records[row].launches[launch].times
                result.records[row].launches[launch].times = times.map { Int64(Double($0) * factor) }
            }
        }
        return scratch.write(String(decoding: try result.encoded(), as: UTF8.self), to: name)
    }

    @Test func theTable() throws {
        let (a, b) = (try written(1, to: "a.json"), try written(1.2, to: "b.json"))
        let ended = Command.run([Command.toll, "compare", a, b])
        #expect(ended.status == 0 && ended.errors == "")
        assertSnapshot(ended.output, "compare.txt")
        assertSnapshot(Command.run([Command.toll, "compare", "--markdown", a, b]).output, "compare.md")
    }

    /// The fixture of a run that knows its core's clock: 4 GHz.
    private func clocked(_ factor: Double, to name: String) throws -> String {
        let text = Processes.text(try written(factor, to: name))
        let clock = #""clock":"ticks","coreClock":{"cyclesPerChain":10240,"overhead":0}"#
        return scratch.write(text.replacing(#""clock":"ticks""#, with: clock), to: name)
    }

    @Test func cycles() throws {
        let (a, b) = (try clocked(1, to: "a.json"), try clocked(1.2, to: "b.json"))
        let ended = Command.run([Command.toll, "compare", "--cycles", a, b])
        #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
        // 93.4 ns of the null call at 4 GHz, and a fifth more.
        #expect(ended.output.contains("374 cycles") && ended.output.contains("448 cycles"), "\(ended.output)")
        #expect(!ended.output.contains(" ns"))
        #expect(Command.run([Command.toll, "compare", "--cycles", "--fail-above", "1.10", a, b]).status == 2)
    }

    @Test func cyclesThatNobodyKnowsAreNotCompared() throws {
        let (a, b) = (try written(1, to: "a.json"), try clocked(1.2, to: "b.json"))
        let ended = Command.run([Command.toll, "compare", "--cycles", a, b])
        #expect(ended.status == 1 && ended.errors == "nothing could be judged\n")
        #expect(ended.output.contains("cannot tell: no cycles figure in both"), "\(ended.output)")
        let both = Command.run([Command.toll, "compare", "--cycles", "--net", a, b])
        #expect(both.status != 0 && both.errors.contains("--net and --cycles are two figures: choose one"))
    }

    @Test func theGate() throws {
        let (a, b) = (try written(1, to: "a.json"), try written(1.2, to: "b.json"))
        func status(_ words: String...) -> Int32? { Command.run([Command.toll, "compare"] + words).status }
        #expect(status(a, b, "--fail-above", "1.10") == 2)
        #expect(status(a, b, "--fail-above", "1.30") == 0)
        #expect(status(b, a, "--fail-above", "1.10") == 0)
        #expect(status(b, a, "--fail-above", "1.10", "--baseline", "2") == 2)
        #expect(status(a, a, "--fail-above", "1") == 0)
        // Nothing that can be judged is no reason to pass.
        #expect(status(a, "@minicoro", "--fail-above", "1.10") == 1)
    }

    /// What is said on stderr after the table stands below it, also where both go to one file.
    @Test func theTableComesFirst() throws {
        let (a, both) = (try written(1, to: "a.json"), scratch.file("both"))
        #expect(Command.run(["sh", "-c", "exec \(Command.toll) compare \(a) @minicoro > \(both) 2>&1"]).status == 1)
        let lines = Processes.text(both).split(separator: "\n")
        #expect(lines.first == "@minicoro and a have no row in common", "\(lines)")
        #expect(lines.last == "nothing could be judged")
    }

    @Test func publishedFigures() throws {
        let a = try written(1, to: "a.json")
        let ended = Command.run([Command.toll, "compare", a, "@molnar-2007"])
        #expect(ended.status == 0 && ended.output.contains("650 ns") && ended.output.contains("@molnar-2007"))
        let shown = Command.run([Command.toll, "show", "@molnar-2007"]).output
        #expect(shown.replacing("\n  ", with: " ").contains("31 January 2007"))
        let unknown = Command.run([Command.toll, "show", "@nobody"])
        #expect(unknown.status == 1 && unknown.errors.contains("there is no reference '@nobody'"))
    }

    @Test func aFolderIsAFleet() throws {
        for index in 1...6 { _ = try written(index == 6 ? 3 : 1, to: "m\(index).json") }
        _ = scratch.write("{", to: "broken.json")
        let ended = Command.run([Command.toll, "compare", scratch.path])
        #expect(ended.status == 0 && ended.output.contains("6 results; apart from the others: m6"))
        #expect(ended.errors.split(separator: "\n").count == 1 && ended.errors.contains("broken.json"))
    }

    @Test(arguments: ExportFormat.allCases.map(\.rawValue))
    func exports(format: String) throws {
        let a = try written(1, to: "a.json")
        let ended = Command.run([Command.toll, "export", a, "--format", format])
        #expect(ended.status == 0 && ended.errors == "" && ended.output.contains("switch.pipe.process"))
        let file = scratch.file("out")
        #expect(Command.run([Command.toll, "export", a, "--format", format, "-o", file]).output == "")
        #expect(Processes.text(file) == ended.output)
    }

    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"))
    func picturesAndThePage() throws {
        let a = try written(1, to: "a.json")
        let folder = scratch.file("charts")
        let ended = Command.run([Command.toll, "plot", a, "-o", folder])
        #expect(ended.status == 0 && ended.output.contains("ladder.svg"))
        let names = Processes.names(in: folder)
        #expect(["dat", "gp", "svg"].allSatisfy { names.contains("ladder.\($0)") })
        // A chart can be drawn again by hand.
        #expect(
            Command.run(["sh", "-c", "cd \(folder) && rm ladder.svg && gnuplot ladder.gp && test -s ladder.svg"]).status
                == 0)
        let page = scratch.file("page.html")
        #expect(Command.run([Command.toll, "report", a, "-o", page]).status == 0)
        #expect(Processes.text(page).contains("<svg"))
        let drawn = Command.run([Command.toll, "plot", a, "--terminal", "--chart", "ladder"])
        #expect(drawn.status == 0 && drawn.output.contains("switch.pipe.process"))
    }

    @Test func withoutGnuplotOneLineSaysSo() throws {
        let a = try written(1, to: "a.json")
        let folder = scratch.file("charts")
        let ended = Command.run([Command.toll, "plot", a, "-o", folder], environment: ["PATH": "/nowhere"])
        #expect(ended.status == 1 && ended.output == "" && ended.errors.contains("there is no gnuplot here"))
        // What can be drawn elsewhere is all there, and said to be.
        #expect(ended.errors.contains("data and scripts are kept in \(folder), where 'gnuplot "), "\(ended.errors)")
        let names = Processes.names(in: folder)
        #expect(names.count { $0.hasSuffix(".dat") } > 1 && names.count { $0.hasSuffix(".gp") } == names.count / 2)
        let page = scratch.file("page.html")
        let report = Command.run([Command.toll, "report", a, "-o", page], environment: ["PATH": "/nowhere"])
        #expect(report.status == 0 && Processes.text(page).contains("there is no gnuplot here"))
    }
}
