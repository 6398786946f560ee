import Charts
import Machine
import Sampling
import Support
import Testing

/// The picture that is passed round.
@Suite struct CardTests {
    private static let machine: [String: FactValue] = [
        "cpu.model": .text(
            "A Processor of a Rather Long Name, the Second of Its Line @ 3.20GHz, 96-Core, Engineering Sample"),
        "kernel.release": .text("6.18.0"), "toll.version": .text("0.1.0"), "machine.hypervisor": .text("KVM"),
        "mitigation.meltdown": .text("Not affected"),
        "mitigation.retbleed": .text("Mitigation: untrained return thunk"),
        "mitigation.spec_store_bypass": .text("Vulnerable"),
        "mitigation.itlb_multihit": .text("KVM: Mitigation: VMX disabled"),
        "cmdline.mitigations": .text("auto"),
    ]

    private static let figures: [Figure] =
        [
            ("syscall.null.raw", 112, nil), ("switch.yield.process", 1130, 753), ("switch.pipe.process", 2220, nil),
            ("switch.yield.thread", 1060, 681), ("switch.napi.kthread", 1480, 1180), ("create.fork", 98_100, nil),
            ("fiber.asm", 2.9, nil),
        ].compactMap { name, cost, net in try? LibraryTests.figure(RowName(name), cost, net: net) }

    private func card(_ figures: [Figure], _ machine: [String: FactValue] = machine) -> Chart? {
        Chart.card(LibraryTests.result(machine), figures: figures)
    }

    private func variables(_ chart: Chart) -> [String: Chart.Cell] {
        Dictionary(chart.variables.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    }

    @Test func itHoldsSixFiguresBesideThoseOf2007() throws {
        let chart = try #require(card(Self.figures))
        let rows = chart.blocks[0].rows
        #expect(rows.map { $0[2] } == ["112 ns", "1.13 µs", "1.06 µs", "1.18 µs", "98.1 µs", "2.90 ns"])
        #expect(rows[1][4] == .number(1130 / 650) && rows[1][5] == "1.74× that" && rows[1][6] == "650 ns in 2007")
        #expect(rows[4][4] == .missing && rows[4][5] == "" && rows[4][6] == "no figure of 2007")
        let texts = variables(chart)
        #expect(texts["line2"] == "Linux 6.18.0 · 2007-01-31 12:00 UTC · toll 0.1.0")
        #expect(texts["line3"] == "mitigated: retbleed, itlb multihit")
        #expect(texts["line4"] == "vulnerable: spec store bypass · booted with mitigations=auto")
    }

    @Test func whatWasNotMeasuredHasADash() throws {
        let chart = try #require(card(Array(Self.figures.prefix(1)), ["mitigation.meltdown": .text("Not affected")]))
        let rows = chart.blocks[0].rows
        #expect(rows.count == 6 && rows.map { $0[2] }.filter { $0 == "–" }.count == 5)
        #expect(rows[5][3] == "not measured" && rows[5][4] == .missing && rows[5][6] == "")
        #expect(variables(chart)["line1"] == "an unknown processor")
        #expect(variables(chart)["line3"] == "no mitigation in force" && variables(chart)["line4"] == nil)
        #expect(card([]) == nil)
        let skipped = try LibraryTests.figure("syscall.null.raw", 1, status: "skipped")
        #expect(card([skipped]) == nil)
    }

    @Test func manyMitigationsAreCounted() throws {
        var machine = Self.machine
        for number in 0..<60 { machine["mitigation.number_\(number)"] = .text("Mitigation: something") }
        guard case .text(let line) = variables(try #require(card(Self.figures, machine)))["line3"] else {
            Issue.record("no line")
            return
        }
        #expect(line.hasPrefix("mitigated: retbleed, ") && line.hasSuffix(" more") && line.count < 130)
    }

    @Test(.enabled(if: Command.has("gnuplot"), "gnuplot is not installed"), arguments: [1, 4, 7])
    func itIsDrawnInItsSize(rows: Int) throws {
        let chart = try #require(card(Array(Self.figures.prefix(rows))))
        let gnuplot = Gnuplot()
        let svg = String(decoding: try gnuplot.drawing(of: chart, .svg, layout: .card), as: UTF8.self)
        #expect(Geometry(svg).size == [1200, 630])
        Geometry(svg).expectAllInside("card")
        Geometry(svg).expectNoOverlap("card")
        #expect(svg.contains("<title>What A Processor of a") && svg.contains("Ingo Molnar"))
        for colour in Geometry.colours(in: svg) {
            #expect(Palette.pairs.contains { $0.light == colour || $0.dark == colour }, "\(colour)")
        }
        let png = try gnuplot.drawing(of: chart, .png, layout: .card)
        // The header of a PNG: width and height, four bytes each.
        #expect(Array(png[16..<24]) == [0, 0, 0x04, 0xb0, 0, 0, 0x02, 0x76] && png.count > 15_000)
    }

    @Test func hostileNamesStayText() throws {
        let chart = try #require(
            card(Self.figures, ["cpu.model": .text(Cases.evil), "mitigation.x": .text(Cases.evil)]))
        let script = GnuplotText.script(chart, kind: .svg, layout: .card)
        #expect(!script.contains("\u{1B}") && !script.contains("`touch") && !script.contains("\nset output '|sh'"))
    }
}
