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
    static func figure(_ name: String, _ cost: Double, net: Double? = nil, status: String = "measured") throws -> Figure
    {
        func estimate(_ value: Double) -> String {
            #"{"median":\#(value),"low":\#(value * 0.99),"high":\#(value * 1.01),"count":100}"#
        }
        let name = String(decoding: try JSONEncoder().encode(name), as: UTF8.self)
        let text =
            #"{"name":\#(name),"status":"\#(status)","unit":"ns","operation":"hop","hop":\#(estimate(cost)),"#
            + #""switch":\#(net.map(estimate) ?? "null"),"perOperation":{},"notes":[],"noise":[]}"#
        return try JSONDecoder().decode(Figure.self, from: Data(text.utf8))
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
        #expect(chart.blocks[0].rows[0].suffix(3) == [.missing, .missing, .missing])
        #expect(Chart.ladder([]) == nil)
    }

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

    @Test func thePageTakesNothingForMarkup() throws {
        let result = Self.result(["cpu.model": .text(Cases.evil), "kernel.release": .text("<b>")])
        let claims = ClaimsReport(of: result, probes: [String]())
        let page = ReportPage(
            result: result, claims: claims,
            pictures: [("a", "<?xml?>\n<svg id=\"gnuplot\"><circle id='gpDot'/></svg>"), ("b", "<svg><SCRIPT/></svg>")])
        let html = page.html
        #expect(!html.lowercased().contains("<script") && !html.contains("<b><") && !html.contains("\u{1B}"))
        #expect(html.contains("<svg id=\"a-gnuplot\"><circle id='a-gpDot'/></svg>") && !html.contains("<?xml"))
        #expect(html.contains("&lt;b&gt;") && html.contains("2007-01-31T12:00:00Z"))
        for ruling in claims.claims { #expect(html.contains("<b>\(ruling.id)</b>")) }
        #expect(!html.contains("http://") && !html.contains("src="))
    }
}
