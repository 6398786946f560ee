import Results
import Sampling
import Support
import SystemPackage
import Testing

@Suite struct FleetTests {
    private func member(_ label: String, _ value: Double) -> QuickResult {
        let cost = Estimate(median: value, low: value, high: value, count: 100)
        return QuickResult(label: label, figures: [.init(name: "syscall.null.raw", status: .measured, cost: cost)])
    }

    @Test func mediansSpreadAndTheOddOneOut() {
        let fleet = Fleet((1...9).map { member("m\($0)", 100 + Double($0)) } + [member("slow", 300)])
        let row = fleet.rows[0]
        #expect(row.machines == 10 && fleet.results == 10)
        #expect(row.median == 105.5 && row.lowest == 101 && row.highest == 300)
        #expect(row.odd.map(\.label) == ["slow"])
        #expect(fleet.oddest.map(\.label) == ["slow"] && fleet.oddest.map(\.rows) == [1])
    }

    @Test func fewMachinesHaveNoOddOneOut() {
        #expect(Fleet([member("a", 1), member("b", 100)]).rows[0].odd.isEmpty)
    }

    /// Twelve machines of a kind as a script has them; the row of `planted` costs a twentieth more on the seventh.
    private func twelve(planted: String? = nil) -> [QuickResult] {
        (1...12).map { machine in
            var script = Script([
                ("syscall.null.raw", 100), ("switch.pipe.process", 2000), ("fiber.asm", 4), ("create.vfork", 30_000),
            ])
            script.runNoise = 0.005
            if machine == 7 {
                for index in script.costs.indices where script.costs[index].name.text == planted {
                    script.costs[index].cost *= 1.05
                }
            }
            return QuickResult(script.result(seed: UInt64(machine)), label: "m\(machine)")
        }
    }

    @Test func aTwentiethOnOneOfTwelveAlikeIsFoundAndNothingElse() {
        #expect(Fleet(twelve()).oddest == [])
        let fleet = Fleet(twelve(planted: "switch.pipe.process"))
        #expect(fleet.oddest.map(\.label) == ["m7"] && fleet.oddest.map(\.rows) == [1])
        let odd = fleet.rows.filter { !$0.odd.isEmpty }
        #expect(odd.map(\.name) == ["switch.pipe.process"])
        #expect(abs((odd.first?.odd.first?.ratio ?? 0) - 1.05) < 0.02)
        // Of machines that are not known to be alike, nobody knows what they should have in common.
        let strangers = twelve(planted: "switch.pipe.process").map { member in
            var stranger = member
            stranger.model = nil
            return stranger
        }
        #expect(Fleet(strangers).oddest == [])
    }

    @Test func theGateFindsItTooAndNothingElse() {
        func runs(planted: Bool) -> [ResultFile] {
            (1...12).map { machine in
                var script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000)])
                script.runNoise = 0.003
                if planted, machine == 7 { script.costs[1].cost *= 1.05 }
                return script.result(seed: UInt64(machine))
            }
        }
        for planted in [false, true] {
            let all = runs(planted: planted)
            let found = all.indices.dropFirst().filter { index in
                !compare(all[0], all[index]).regressions(above: 1.02).isEmpty
            }
            #expect(found == (planted ? [6] : []))
        }
    }

    @Test func machinesOfAKindAreHeldAgainstEachOther() {
        // Six that cost twice as much are another kind, and not odd; the one among them that costs more still is.
        let others = twelve().prefix(6).enumerated().map { index, member in
            var other = member
            other.model = "Other 1000"
            other.label = "o\(index)"
            for row in other.figures.indices {
                let factor = index == 2 ? 2.2 : 2
                guard let cost = other.figures[row].cost else { continue }
                other.figures[row].cost = Estimate(
                    median: cost.median * factor, low: cost.low * factor, high: cost.high * factor, count: cost.count)
            }
            return other
        }
        #expect(Fleet(twelve() + others).oddest.map(\.label) == ["o2"])
    }

    @Test func figuresThatAreNoneAreLeftOut() {
        var bad = member("bad", 0)
        bad.figures.append(.init(name: "fiber.asm", status: .skipped, cost: nil))
        #expect(Fleet([bad, member("inf", .infinity)]).rows.isEmpty)
    }

    @Test func theHeadOfAFileHoldsTheFiguresOfTheWhole() throws {
        let result = Script([("syscall.null.raw", 100), ("fiber.asm", 4)]).result(seed: 3)
        let folder = Scratch()
        let path = FilePath(folder.file("one.json"))
        try AtomicFile.write(try result.encoded(), to: path)
        let quick = try QuickResult(reading: path)
        #expect(quick.label == "one" && quick.model == "Scripted 3000")
        #expect(quick.figures.map(\.name) == result.figures.map(\.name))
        #expect(quick.figures.map(\.cost) == result.figures.map(\.cost))
    }

    @Test(arguments: ["", "{", "[]", "{\"version\":1}", #"{"version":1,"samples":{}}"#, #"{"a":"samples""#, "\"\\"])
    func whatIsNoResultIsSaid(text: String) throws {
        let folder = Scratch()
        let path = FilePath(folder.file("bad.json"))
        try AtomicFile.write(Array(text.utf8), to: path)
        #expect(throws: BadResult.self) { try QuickResult(reading: path) }
    }

    @Test func aKeyWithinIsNotTheOneAtTheTop() throws {
        let folder = Scratch()
        let path = FilePath(folder.file("x.json"))
        let text = #"{"version":1,"figures":[],"machine":{"samples":"}\"{","cpu.model":"M"},"samples":{"not read}"#
        try AtomicFile.write(Array(text.utf8), to: path)
        #expect(try QuickResult(reading: path).model == "M")
    }

    /// All figures stand before the samples, so a copy that was cut off among those would pass for a result.
    @Test(arguments: [1, 2, 40, 400])
    func aCopyThatWasCutOffIsNamed(missing: Int) throws {
        let folder = Scratch()
        let path = FilePath(folder.file("cut.json"))
        let result = Script([("syscall.null.raw", 100), ("fiber.asm", 4)]).result(seed: 3)
        var bytes = Array(try result.encoded()).dropLast(missing)
        while bytes.last == UInt8(ascii: "}") { bytes.removeLast() }
        try AtomicFile.write(Array(bytes), to: path)
        let error = #expect(throws: BadResult.self) { try QuickResult(reading: path) }
        #expect(error?.description.hasSuffix("cut.json: it is cut off") == true)
    }
}
