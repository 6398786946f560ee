import Machine
import Results
import Sampling
import Support
import SystemPackage
import Testing

@Suite struct ExportTests {
    private var result: ResultFile {
        var result = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000), ("fiber.asm", 4)]).result(
            seed: 1)
        result.records[2].failure = try? decoded(#"{"status":"skipped","reason":"not here, \"really\""}"#)
        return result
    }

    @Test func csvHasAsManyFieldsInEachLine() throws {
        let lines = try ExportFormat.csv.render(result).split(separator: "\r\n")
        #expect(lines.count == 4)
        #expect(lines[1].split(separator: ",", omittingEmptySubsequences: false).count == 31)
        #expect(lines[0].split(separator: ",").count == 31)
        // Machine, kernel and date stand in every line, and what is not known is empty.
        #expect(lines[1].contains(",2023-11-14T22:13:20Z,"))
        #expect(lines[3].hasSuffix("\"not here, \"\"really\"\"\""))
    }

    @Test func aSpreadsheetIsGivenNoFormula() throws {
        let text = try ExportFormat.csv.render(Script([("=cmd|' /C calc'!A0", 100)]).result(seed: 1))
        #expect(text.contains("\r\n'=cmd"))
    }

    @Test func markdownIsATableWithoutMarkup() throws {
        let text = try ExportFormat.markdown.render(Script([("a|b<script>", 100)]).result(seed: 1))
        #expect(text.contains("| a\\|b&lt;script&gt; |"))
    }

    @Test func eachLineOfJSONLinesIsAnObject() throws {
        let lines = try ExportFormat.jsonl.render(result).split(separator: "\n")
        #expect(lines.count == 3)
        struct Line: Decodable {
            var cpu: String
            var figure: Figure
        }
        let names = try lines.map { line -> RowName in
            let read: Line = try decoded(String(line))
            return read.figure.name
        }
        #expect(names == result.figures.map(\.name))
    }

    @Test func benchstatHasALineALaunch() throws {
        let lines = try ExportFormat.benchstat.render(result).split(separator: "\n").filter {
            $0.hasPrefix("Benchmark")
        }
        #expect(lines.count == 12)
        for line in lines {
            let fields = line.split { $0 == "\t" || $0 == " " }
            #expect(fields.count == 4 && Int(fields[1]) != nil && Double(fields[2]) != nil && fields[3] == "ns/op")
        }
    }

    @Test func googleBenchmarkHasWhatItsCompareReads() throws {
        struct Body: Decodable {
            struct Benchmark: Decodable {
                var name: String
                var real_time: Double
                var cpu_time: Double
                var time_unit: String
                var iterations: Int
            }
            var benchmarks: [Benchmark]
        }
        let body: Body = try decoded(try ExportFormat.googleBenchmark.render(result))
        // Six repetitions and four aggregates of each of two rows.
        #expect(body.benchmarks.count == 20)
        #expect(body.benchmarks.count { $0.name.hasPrefix("syscall.null.raw_") } == 4)
        #expect(body.benchmarks.allSatisfy { $0.time_unit == "ns" && $0.real_time > 0 })
    }

    /// With a row that is weighed and not timed.
    private var weighed: ResultFile {
        var result = Script([("syscall.null.raw", 100), ("weight.fiber", 4096)]).result(seed: 1)
        result.records[1].unit = .bytes
        return result
    }

    @Test func bytesAreNoTimes() throws {
        let median = try #require(weighed.figures[1].cost?.median)
        #expect(abs(median / 4096 - 1) < 0.05)
        let lines = try ExportFormat.benchstat.render(weighed).split(separator: "\n")
        #expect(lines.filter { $0.contains("weight.fiber") }.allSatisfy { $0.hasSuffix(" B/op") })
        #expect(lines.filter { $0.contains("syscall.null.raw") }.allSatisfy { $0.hasSuffix(" ns/op") })
        #expect(try !ExportFormat.googleBenchmark.render(weighed).contains("weight.fiber"))
        #expect(try ExportFormat.pyperf.render(weighed).contains(#""name":"weight.fiber","unit":"byte""#))
        let prometheus = try ExportFormat.prometheus.render(weighed)
        #expect(prometheus.contains(#"toll_operation_bytes{probe="weight.fiber"} \#(median)"#))
        #expect(!prometheus.contains(#"toll_operation_seconds{probe="weight.fiber""#))
        #expect(try ExportFormat.markdown.render(weighed).contains(") bytes |"))
    }

    /// An average over a metric is one of the same thing, and parameters can be chosen by.
    @Test func prometheusHasAMetricForEachThing() throws {
        let result = Script([("io.epoll.state@connections=10,in-flight=2", 100)]).result(seed: 1)
        let lines = try ExportFormat.prometheus.render(result).split(separator: "\n")
        let labels = #"{probe="io.epoll.state",connections="10",in_flight="2"}"#
        for metric in ["toll_operation_seconds", "toll_operation_low_seconds", "toll_operation_high_seconds"] {
            #expect(lines.count { $0.hasPrefix(metric + labels) } == 1, "\(metric)")
        }
        #expect(lines.contains { $0.hasPrefix("toll_probe_grade" + labels) })
        #expect(!lines.contains { $0.contains("bound=") })
        #expect(!lines.contains { $0.hasPrefix("toll_single_operation") })
        var timed = result
        timed.records[0].distribution = Distribution(
            operationsPerSample: 1, values: [4000, 9000, 120_000], counts: [90_000, 9900, 3])
        let tail = try #require(timed.figures[0].tail)
        let text = try ExportFormat.prometheus.render(timed)
        for (quantile, value) in zip(["0.5", "0.9", "0.99", "0.999", "0.9999"], tail.percentiles) {
            let sample = "toll_single_operation_seconds\(labels.dropLast()),quantile=\"\(quantile)\"} "
            #expect(text.contains(sample + "\(try #require(value) / 1e9)\n"), "\(quantile)")
        }
        #expect(text.contains("toll_single_operation_longest_seconds\(labels) \(tail.longest / 1e9)\n"))
        let hostile = Script([("a@9=1,b=2", 100)]).result(seed: 1)
        #expect(try ExportFormat.prometheus.render(hostile).contains(#"{probe="a@9=1,b=2"}"#))
    }

    @Test func cyclesAreInEveryExport() throws {
        var known = result
        known.run.coreClock = try decoded(#"{"cyclesPerChain":10240,"overhead":0}"#)
        for format in [
            ExportFormat.csv, .prometheus, .benchstat, .googleBenchmark, .pyperf, .markdown, .jsonl,
        ] {
            let text = try format.render(known)
            switch format {
            case .csv:
                let lines = text.split(separator: "\r\n").map {
                    $0.split(separator: ",", omittingEmptySubsequences: false)
                }
                let column = try #require(lines[0].firstIndex(of: "cycles"))
                #expect(Double(lines[1][column]) != nil)
            case .prometheus: #expect(text.contains("toll_operation_cycles{probe=\"syscall.null.raw\"} "))
            case .benchstat: #expect(text.contains(" cycles/op"))
            case .googleBenchmark: #expect(text.contains("\"cycles\" : ") && !text.contains("\"mhz_per_cpu\" : 0"))
            case .pyperf: #expect(text.contains("cycles_per_operation"))
            case .markdown: #expect(text.contains("| cycles |"))
            case .jsonl: #expect(text.contains("\"cycles\":{"))
            default: break
            }
        }
        var unknown = result
        unknown.run.noCycles = "nobody knows them"
        for format in [ExportFormat.csv, .markdown, .jsonl] {
            #expect(try format.render(unknown).contains("nobody knows them"))
        }
    }

    @Test func datesAreThoseOfTheCalendar() {
        #expect(result.beganText == "2023-11-14T22:13:20Z")
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"), (951_782_400, "2000-02-29T00:00:00Z"), (1_170_288_000, "2007-02-01T00:00:00Z"),
            (4_107_542_399, "2100-02-28T23:59:59Z"), (-1, ""), (Int64.max, ""),
        ] {
            var other = result
            other.run.began = seconds
            #expect(other.beganText == text)
        }
    }

    static let hasPyperf = Command.run(["python3", "-c", "import pyperf"]).status == 0
    /// google/benchmark's own script, where Debian's libbenchmark-tools puts it.
    static let compare = "/usr/share/benchmark/compare.py"
    static let hasCompare = Command.run(["python3", compare, "--help"]).status == 0
    /// Go's benchstat, or its elder, which reads the same lines.
    static let benchstat = ["benchstat", "benchcmp"].first(where: Command.has)
    static let hasPromtool = Command.has("promtool")

    /// Two runs in a format, the second half as slow again in its first row.
    private func pair(in format: ExportFormat, _ folder: Scratch) throws -> [String] {
        let script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000)])
        var slower = script
        slower.costs[0].cost = 150
        return try [(script, "a"), (slower, "b")].map { script, name in
            folder.write(try format.render(script.result(seed: 1)), to: name)
        }
    }

    @Test(.enabled(if: hasCompare, "no compare.py (apt-get install libbenchmark-tools, pip install scipy)"))
    func googleBenchmarkReadsIt() throws {
        let folder = Scratch()
        let files = try pair(in: .googleBenchmark, folder)
        let compared = Command.run(["python3", Self.compare, "--no-color", "benchmarks"] + files)
        #expect(compared.status == 0, "\(compared.errors)")
        #expect(compared.output.contains("syscall.null.raw_pvalue"), "repetitions were not known as such")
        let changes = compared.output.split(separator: "\n").filter { $0.hasPrefix("syscall.null.raw ") }.map {
            $0.split(separator: " ")[1]
        }
        #expect(changes.count == 6 && changes.allSatisfy { $0.hasPrefix("+0.5") || $0.hasPrefix("+0.4") })
    }

    @Test(.enabled(if: benchstat != nil, "neither benchstat nor benchcmp (apt-get install golang-golang-x-tools)"))
    func goReadsIt() throws {
        let folder = Scratch()
        let compared = Command.run([try #require(Self.benchstat)] + (try pair(in: .benchstat, folder)))
        #expect(compared.status == 0, "\(compared.errors)")
        for name in ["syscall.null.raw", "switch.pipe.process"] {
            #expect(compared.output.contains("Toll/\(name)"), "\(compared.output)")
        }
        #expect(compared.output.contains("+5") || compared.output.contains("+4"), "\(compared.output)")
    }

    @Test(.enabled(if: hasPyperf, "pyperf is not installed (pip install pyperf)"))
    func pyperfReadsIt() throws {
        let folder = Scratch()
        let compared = Command.run(["python3", "-m", "pyperf", "compare_to"] + (try pair(in: .pyperf, folder)))
        #expect(compared.status == 0, "\(compared.errors)")
        #expect(
            compared.output.contains("syscall.null.raw: Mean +- std dev") && compared.output.contains("1.50x slower"))
    }

    @Test(.enabled(if: hasPromtool, "promtool is not installed (apt-get install prometheus)"))
    func promtoolFindsNothingWrong() throws {
        let folder = Scratch()
        let path = FilePath(folder.file("toll.prom"))
        var hostile = result
        hostile.machine["cpu.model"] = .text("a \"b\" \\ c\n# HELP x")
        try AtomicFile.write(Array(ExportFormat.prometheus.render(hostile).utf8), to: path)
        let checked = Command.run(["sh", "-c", "promtool check metrics < \(path.string)"])
        #expect(checked.status == 0 && checked.output == "" && checked.errors == "", "\(checked.errors)")
    }
}
