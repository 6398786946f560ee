import Charts
import Claims
import Machine
import Results
import Sampling
import Support
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct LibraryTests {
    static func figure(
        _ name: RowName, _ cost: Double, net: Double? = nil, status: String = "measured", tail: Tail? = nil
    ) throws -> Figure {
        func estimate(_ value: Double) -> String {
            #"{"median":\#(value),"low":\#(value * 0.99),"high":\#(value * 1.01),"count":100}"#
        }
        let name = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
        let text =
            #"{"name":\#(name),"status":"\#(status)","unit":"ns","operation":"hop","cost":\#(estimate(cost)),"#
            + #""net":\#(net.map(estimate) ?? "null"),"perOperation":{},"notes":[],"noise":[]}"#
        var figure = try JSONDecoder().decode(Figure.self, from: Data(text.utf8))
        figure.tail = tail
        return figure
    }

    static func result(_ facts: [String: FactValue] = [:]) -> ResultFile {
        let conditions = RunConditions(plan: Plan(), cpu: 1, otherCPU: nil, clock: "scripted", began: 1_170_244_800)
        return ResultFile(machine: Fingerprint(facts), run: conditions, records: [])
    }

    @Test func theLadderIsSortedAndHoldsValidSwitchesAlone() throws {
        let chart = try #require(
            Chart.ladder([
                Self.figure("switch.b.thread", 900, net: 400), Self.figure("switch.a.thread", 300),
                Self.figure("switch.bad.thread", 1, status: "invalid"), Self.figure("syscall.null.raw", 2),
                Self.figure("switch.pipe.process@cpu=1", 3),
            ]))
        #expect(chart.blocks[0].rows.map { $0[1] } == ["switch.a.thread", "switch.b.thread"])
        #expect(chart.blocks[0].rows[0].suffix(4) == [.missing, .missing, .missing, "300 ns"])
        #expect(Chart.ladder([]) == nil)
        // One far beyond the others does not set the scale.
        let far = try ["a", "b", "c"].map { try Self.figure("switch.\($0).thread", 1000) }
        let cut = try #require(Chart.ladder(far + [try Self.figure("switch.pipe.process.cross", 20_000)]))
        #expect(cut.variables.map(\.value) == [1000])
    }

    @Test func theTaxIsSortedByTheDearestOperationAndLeavesTheControlOut() throws {
        let chart = try #require(
            Chart.tax([
                Self.figure("tax.bare.null", 80, net: 0.1), Self.figure("tax.ptrace.null", 6000, net: 5900),
                Self.figure("tax.seccomp.stack.null@filters=8", 300, net: 200),
                Self.figure("tax.timer.hop", 1, net: 1, status: "failed"),
                Self.figure("tax.seccomp.allow.open", 700, net: 30), Self.figure("tax.seccomp.allow.null", 90, net: 10),
            ]))
        let rows = chart.blocks[0].rows
        #expect(rows.map { $0[1] } == ["seccomp.allow", "seccomp.stack@filters=8", "ptrace"])
        #expect(rows[0][2] == 10 && rows[0][5] == 30 && rows[0][8] == .missing)
        #expect(Chart.tax([try Self.figure("tax.bare.null", 80, net: 0.1)]) == nil)
    }

    static let tax = try? Chart.tax([
        figure("tax.timer.null", 80, net: -1), figure("tax.ptrace.null", 6000, net: 5900),
        figure("tax.seccomp.allow.hop", 700, net: 30),
    ])

    static let sweeps: [Chart] = {
        let machine = result(["cache.l1d": .integer(32 << 10), "cache.l1i": .integer(1), "cache.l2": .integer(2 << 20)])
        var figures: [Figure?] = []
        for bytes in [0, 4096, 65536, 1 << 20] {
            for kind in ["process", "thread"] {
                figures.append(
                    try? figure("touch.pipe.\(kind)@bytes=\(bytes)", 1000 + Double(bytes), net: Double(bytes) - 10))
            }
            for tasks in [2, 8, 32] where tasks < 32 || bytes > 0 {
                figures.append(
                    try? figure("ring.pipe.process@tasks=\(tasks),bytes=\(bytes)", 1000 + Double(tasks * bytes)))
            }
        }
        for cpu in 0..<3 {
            for partner in 0..<3 {
                figures.append(
                    try? figure("switch.pipe.process@cpu=\(cpu),partner=\(partner),idle=0", cpu == partner ? 1e3 : 9e3))
            }
        }
        figures.append(try? figure("touch.pipe.thread@bytes=x", 1))
        figures.append(try? figure("io.a@connections=1", 1))
        return Chart.variants(machine, figures: figures.compactMap(\.self))
    }()

    @Test func rowsThatWereVariedTogetherMakeAChart() throws {
        #expect(Self.sweeps.map(\.name) == ["grid-ring", "matrix", "sweep-touch"])
        for chart in Self.sweeps { assertSnapshot(GnuplotText.data(chart), chart.name + ".dat") }
        // The second level lies beyond what was measured, and instructions are no data.
        #expect(Self.sweeps[0].blocks[3].rows == [[.number(2.5), "L1D"]])
    }

    @Test func linesThatCannotBeToldApartAreDrawnApart() throws {
        let figures = try (0..<9).flatMap { model in
            try [1, 10, 100].flatMap { connections in
                try [1, 8].map { flight in
                    try Self.figure("io.m\(model)@connections=\(connections),in-flight=\(flight)", 1000)
                }
            }
        }
        let charts = Chart.variants(Self.result(), figures: figures)
        #expect(charts.map(\.name) == ["sweep-io-in-flight-1", "sweep-io-in-flight-8"])
        #expect(charts.map(\.title) == ["io over connections, in-flight 1", "io over connections, in-flight 8"])
        #expect(charts.allSatisfy { $0.blocks.dropFirst(2).compactMap(\.header).count == 9 })
    }

    @Test func rowsOfSeveralSweepsAreNotMixed() throws {
        let figures = try [1, 2, 3].flatMap { step in
            [
                try Self.figure("create.fork@mib=\(step)", 1000), try Self.figure("create.pid.live@live=\(step)", 10),
            ]
        }
        let charts = Chart.variants(Self.result(), figures: figures)
        #expect(charts.map(\.title) == ["create.pid.live over live", "create.fork over mib"])
        #expect(Set(charts.map(\.name)).count == 2)
    }

    @Test func theNameOfAChartIsThatOfAFile() {
        let name = Chart("a/../b c.é|\n-1", title: "", template: .ladder, blocks: []).name
        #expect(name == "a----b-c-----1")
    }

    static let tails = Chart.tails(
        [("switch.pipe.process", 20_000), ("syscall.null.raw", 0), ("switch.futex.process", 400)].compactMap {
            name, samples in
            // What so few samples do not carry is null.
            let far = samples < 10_000 ? "null,null" : "20000,90000"
            let text = #"{"percentiles":[2000,2100,3500,\#(far)],"longest":4000000,"samples":\#(samples)}"#
            let tail = try? JSONDecoder().decode(Tail.self, from: Data(text.utf8))
            return try? figure(RowName(name), 2000, tail: samples > 0 ? tail : nil)
        })

    static let efficiency: Chart? = {
        var file = result()
        for (name, creators, cost) in [
            ("create.parallel.threads@creators=1", 1, 100), ("create.parallel.threads@creators=4", 4, 300),
            ("create.parallel.processes", 2, 125), ("create.fork", 2, 100),
        ] {
            var record = Record(
                Subject(
                    name: RowName(name), operation: "task of each creator", operationsPerIteration: 1,
                    declaration: Declaration([:]), tasks: 1))
            record.facts = [.creators: Double(creators)]
            var launch = Launch(order: VisitOrder(pairs: 4, iterations: 10, baselineIterations: 10))
            for round in 0..<3 {
                let times = (0..<4).map { Int64(10 * cost + $0) }
                let readings = Array(repeating: SentinelReading(chain: 1000, adds: 500), count: 9)
                launch.add(
                    Visit(
                        times: times, baseline: (0..<4).map { Int64(1000 + $0) }, sentinels: readings,
                        tally: Tally()),
                    round: round)
            }
            record.launches = [launch]
            file.records.append(record)
        }
        return Chart.efficiency(file)
    }()

    @Test func aTailIsToldAsFarAsThereAreSamples() throws {
        let chart = try #require(Self.tails)
        assertSnapshot(GnuplotText.data(chart), "tails.dat")
        assertSnapshot(GnuplotText.script(chart, kind: .svg), "tails.gp")
        // One in a thousand of 400 samples is none.
        #expect(chart.blocks[0].rows[1].suffix(4) == [Chart.Cell.missing, .missing, 4_000_000, "n = 400"])
        #expect(Chart.tails([try Self.figure("syscall.null.raw", 100)]) == nil)
    }

    @Test func whatIsLeftToEachOfSeveralCreators() throws {
        let chart = try #require(Self.efficiency)
        assertSnapshot(GnuplotText.data(chart), "efficiency.dat")
        assertSnapshot(GnuplotText.script(chart, kind: .svg), "efficiency.gp")
        // The creators themselves are the places.
        #expect(chart.blocks[1].rows.map { $0[0] } == [1, 4])
        #expect(chart.blocks.map(\.header) == ["create.parallel.processes", "create.parallel.threads"])
        #expect(Chart.efficiency(Self.result()) == nil)
    }

    @Test func thePageTakesNothingForMarkup() throws {
        let result = Self.result(["cpu.model": .text(Cases.evil), "kernel.release": .text("<b>")])
        let claims = ClaimsReport(of: result, probes: [RowName]())
        let page = ReportPage(
            [.init(label: Cases.evil, result: result, claims: claims)],
            pictures: [.init(title: Cases.evil, notes: [Cases.evil], large: "<svg></svg>", small: "<svg></svg>")],
            summaries: ["a": Cases.evil])
        let html = page.html
        #expect(!html.lowercased().contains("<script") && !html.contains("<b><") && !html.contains("\u{1B}"))
        #expect(html.contains("&lt;b&gt;") && html.contains("2007-01-31 12:00 UTC"))
        for ruling in claims.claims { #expect(html.contains("<b>\(ruling.id)</b>")) }
        #expect(!html.contains("http://") && !html.contains("src="))
    }

    @Test func severalMachinesAreSortedWithoutAScript() throws {
        let results = (0..<12).map { index in
            Self.result(["cpu.model": .text("model \(index % 3)"), "cpu.microcode": .integer(index)])
        }
        let members = results.enumerated().map { index, result in
            ReportPage.Member(
                label: "m\(index)\(Cases.evil)", result: result, claims: ClaimsReport(of: result, probes: [RowName]()))
        }
        let html = ReportPage(members, pictures: []).html
        #expect(!html.lowercased().contains("<script") && html.contains("12 machines"))
        #expect(html.contains("Processor: microcode") && html.contains("model 0 (4 machines)"))
    }
}
