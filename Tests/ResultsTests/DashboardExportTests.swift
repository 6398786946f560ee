import Machine
import Results
import Sampling
import Support
import Testing

/// What dashboards, test readers and finders of change points are handed.
@Suite struct DashboardExportTests {
    /// A row with a figure, one that was skipped, one that is not valid, and one in bytes.
    private func result() throws -> ResultFile {
        var script = Script([
            ("syscall.null.raw", 100), ("fiber.asm", 4), ("io.epoll.state@connections=10", 2000),
            ("weight.fiber", 4096),
        ])
        script.machine["kernel.arch"] = .text("x86_64")
        var result = script.result(seed: 1)
        result.records[1].failure = try decoded(#"{"status":"skipped","reason":"not here # at all"}"#)
        result.records[2].failure = try decoded(#"{"status":"invalid","reason":"2.00 switches, not 1.00"}"#)
        result.records[3].unit = .bytes
        return result
    }

    private struct Benchmark: Decodable {
        var name: String
        var unit: String
        var value: Double
        var range: String
        var extra: String
    }

    @Test func theActionGetsValuesWithTheirRange() throws {
        let result = try result()
        let read: [Benchmark] = try decoded(ExportFormat.githubActionBenchmark.render(result))
        #expect(read.map(\.name) == ["syscall.null.raw", "weight.fiber"] && read.map(\.unit) == ["ns", "bytes"])
        let cost = try #require(result.figures[0].cost)
        #expect(read[0].value == cost.median && read[0].range.hasPrefix("95 %: ") && read[0].range.contains(" … "))
        #expect(read[0].extra.contains("grade "))
    }

    @Test func bencherGetsBothEnds() throws {
        struct Metric: Decodable, Equatable {
            var value: Double
            var lower_value: Double
            var upper_value: Double
        }
        let result = try result()
        let read: [String: [String: Metric]] = try decoded(ExportFormat.bencher.render(result))
        #expect(Set(read.keys) == ["syscall.null.raw", "weight.fiber"])
        let cost = try #require(result.figures[0].cost)
        #expect(
            read["syscall.null.raw"]?["latency"]
                == Metric(value: cost.median, lower_value: cost.low, upper_value: cost.high))
        #expect(read["weight.fiber"]?.keys.map(\.self) == ["memory"])
    }

    @Test func aTestProtocolLineARow() throws {
        let lines = try ExportFormat.ktap.render(result()).split(separator: "\n").map(String.init)
        #expect(lines[0] == "KTAP version 1" && lines[1] == "1..4")
        #expect(
            lines.filter { !$0.hasPrefix("#") }.dropFirst(2) == [
                "ok 1 syscall.null.raw", "ok 2 fiber.asm # SKIP not here # at all",
                "not ok 3 io.epoll.state@connections=10", "ok 4 weight.fiber",
            ])
        #expect(lines.contains("# io.epoll.state@connections=10: invalid: 2.00 switches, not 1.00"))
        #expect(lines.last == "# Totals: pass:2 fail:1 skip:1")
        // A name from a stranger's file begins no directive and no line.
        let hostile = try ExportFormat.ktap.render(Script([("a # SKIP\nok 7 b", 100)]).result(seed: 1))
        #expect(hostile.split(separator: "\n").count { $0.hasPrefix("ok ") } == 1)
        #expect(!hostile.contains("# SKIP"))
    }

    private struct Report: Decodable {
        struct Version: Decodable { var major: Int }
        struct Named: Decodable { var id: String }
        struct Number: Decodable {
            var value: Double
            var unit: String
        }
        struct Test: Decodable {
            var id: String
            var build_id: String
            var path: String
            var status: String
            var number: Number?
            var start_time: String
        }
        var version: Version
        var checkouts: [Named]
        var builds: [Named]
        var tests: [Test]
    }

    @Test func kernelCIGetsATestARow() throws {
        let result = try result()
        let read: Report = try decoded(ExportFormat.kcidb.render(result))
        #expect(read.version.major == 5 && read.checkouts.count == 1 && read.builds.count == 1)
        #expect(read.tests.map(\.status) == ["DONE", "SKIP", "ERROR", "DONE"])
        #expect(Set(read.tests.map(\.id)).count == 4)
        #expect(read.tests.allSatisfy { $0.build_id == read.builds[0].id && $0.id.hasPrefix("toll:") })
        #expect(read.tests[2].path == "toll.io.epoll.state.connections-10")
        let median = try #require(result.figures[0].cost?.median)
        #expect(read.tests[0].number?.value == median / 1e9 && read.tests[0].number?.unit == "s")
        #expect(read.tests[1].number == nil && read.tests[2].number == nil && read.tests[3].number?.unit == "B")
        #expect(read.tests[0].start_time == "2023-11-14T22:13:20Z")
    }

    /// Nights of one machine; from the night `changed` on, one of its two rows costs a twentieth more.
    private func nights(_ count: Int, changed: Int? = nil) -> [QuickResult] {
        (0..<count).map { night in
            var script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000)])
            script.runNoise = 0.003
            if let changed, night >= changed { script.costs[1].cost *= 1.05 }
            var result = script.result(seed: UInt64(night + 1))
            result.run.began += Int64(night) * 86_400
            return QuickResult(result, label: "night-\(night)")
        }
    }

    @Test func aHistoryIsALineARun() throws {
        var runs = nights(3)
        runs[1].figures[0].status = .failed
        let lines = try ExportFormat.otava.render(runs.reversed()).split(separator: "\n")
        #expect(lines[0] == "time,run,kernel,switch.pipe.process", "a row that is not in every run has gaps")
        #expect(lines.dropFirst().map { $0.split(separator: ",")[1] } == ["night-0", "night-1", "night-2"])
        #expect(lines[1].hasPrefix("2023-11-14T22:13:20Z,"))
        let yaml = try ExportFormat.otavaConfig.render(runs)
        #expect(yaml.hasPrefix("# Not in every run: syscall.null.raw\n"))
        #expect(yaml.contains("column: 'switch.pipe.process'\n        direction: -1\n"))
    }

    @Test func aHistoryIsOfOneMachine() throws {
        var runs = nights(2)
        runs[1].model = "Another 4000"
        #expect(throws: BadResult.self) { try ExportFormat.otava.render(runs) }
        #expect(throws: BadResult.self) { try ExportFormat.otava.render([QuickResult]()) }
        #expect(throws: BadResult.self) { try ExportFormat.csv.render(nights(2)) }
    }

    @Test(.enabled(if: Command.has("otava"), "Otava is not installed (pip install apache-otava)"))
    func otavaFindsTheNightOfAChangeAndNoOther() throws {
        for changed in [nil, 12] {
            let folder = Scratch()
            let runs = nights(24, changed: changed)
            _ = folder.write(try ExportFormat.otava.render(runs), to: "toll.csv")
            _ = folder.write(try ExportFormat.otavaConfig.render(runs), to: "otava.yaml")
            let ended = Command.run([
                "sh", "-c",
                "cd \(folder.path) && OTAVA_CONFIG=otava.yaml otava analyze toll --since 2023-01-01 --output json",
            ])
            #expect(ended.status == 0, "\(ended.errors)")
            struct Found: Decodable {
                struct Change: Decodable { var metric: String }
                struct Point: Decodable {
                    var time: Int64
                    var changes: [Change]
                }
                var toll: [Point]
            }
            let found: Found = try decoded(ended.output)
            #expect(found.toll.count == (changed == nil ? 0 : 1), "\(ended.output)")
            guard changed != nil, let point = found.toll.first else { continue }
            #expect(point.changes.map(\.metric) == ["switch.pipe.process"])
            #expect(point.time == 1_700_000_000 + 12 * 86_400)
        }
    }
}
