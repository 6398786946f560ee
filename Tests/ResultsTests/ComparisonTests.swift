import Machine
import Results
import Sampling
import Testing

@Suite struct ComparisonTests {
    private let twentyRows = Script((1...20).map { ("switch.row\($0).process", Double($0) * 100) })

    @Test func aMachineAgainstItselfIsWithinNoise() {
        var rows = twentyRows
        // Twice this is the 1 % by which a machine differs from itself.
        rows.runNoise = 0.005
        var (called, calledWithoutMargin) = (0, 0)
        func count(_ comparison: Comparison) -> Int {
            comparison.rows.count { [.faster, .slower].contains($0.outcomes[1]?.verdict) }
        }
        for seed in 0..<20 {
            let (a, b) = (rows.result(seed: UInt64(2 * seed)), rows.result(seed: UInt64(2 * seed + 1)))
            let comparison = compare(a, b)
            #expect(comparison.judged == 20)
            called += count(comparison)
            calledWithoutMargin += count(compare(a, b, judge: Judge(margin: 0)))
        }
        #expect(called <= 20, "at most one row in twenty of 400")
        #expect(calledWithoutMargin > 100, "the intervals alone cannot know the state of the day")
    }

    @Test(arguments: [(1.05, Outcome.Verdict.slower), (1 / 1.05, .faster), (1.002, .withinNoise), (1, .withinNoise)])
    func plantedDifferences(factor: Double, verdict: Outcome.Verdict) {
        var planted = twentyRows
        planted.costs = planted.costs.map { ($0.name, $0.cost * factor) }
        let comparison = compare(twentyRows.result(seed: 7), planted.result(seed: 8))
        for row in comparison.rows { #expect(row.outcomes[1]?.verdict == verdict, "\(row.name)") }
        let mean = comparison.families.first?.means[1] ?? 0
        #expect(abs(mean / factor - 1) < 0.005)
    }

    @Test func theMarginIsAWish() {
        var planted = twentyRows
        planted.costs = planted.costs.map { ($0.name, $0.cost * 1.05) }
        let (a, b) = (twentyRows.result(seed: 1), planted.result(seed: 2))
        #expect(compare(a, b, judge: Judge(margin: 0.2)).rows.allSatisfy { $0.outcomes[1]?.verdict == .withinNoise })
    }

    @Test func tooFewBatchesCannotTell() {
        var short = Script([("syscall.null.raw", 100)])
        (short.launches, short.visits) = (2, 1)
        let row = compare(Script([("syscall.null.raw", 200)]).result(seed: 1), short.result(seed: 2)).rows[0]
        #expect(row.outcomes[1]?.verdict == .cannotTell)
        #expect(row.outcomes[1]?.reason == "only 8 batches in b")
        #expect(row.outcomes[1]?.ratio != nil)
    }

    @Test func bytesAndTimesAreNotHeldAgainstEachOther() {
        let (a, b) = (Script([("weight.fiber", 100)]).result(seed: 1), Script([("weight.fiber", 100)]).result(seed: 2))
        var weighed = b
        weighed.records[0].unit = .bytes
        #expect(compare(a, b).rows[0].outcomes[1]?.verdict == .withinNoise)
        #expect(compare(a, weighed).rows[0].outcomes[1]?.reason == "bytes against ns")
    }

    @Test func anotherMethodCannotTell() {
        let script = Script([("syscall.null.raw", 100)])
        var changed = script
        changed.version = 2
        let outcome = compare(script.result(seed: 1), changed.result(seed: 2)).rows[0].outcomes[1]
        #expect(outcome?.verdict == .cannotTell)
        #expect(outcome?.reason == "the probe itself was changed: versions 1 and 2")
    }

    @Test func invalidAndMissingRowsCannotTell() throws {
        let script = Script([("switch.a.process", 100), ("switch.b.process", 100), ("switch.c.process", 100)])
        let a = script.result(seed: 1)
        var b = script.result(seed: 2)
        b.records[0].proof = Tally(operations: 1000, counted: [.migrations: 500])
        b.records[1].failure = try decoded(#"{"status":"skipped","reason":"it wants root"}"#)
        b.records.removeLast()
        let reasons = compare(a, b).rows.map { $0.outcomes[1]?.reason }
        #expect(reasons == ["INVALID in b", "skipped in b", "not in b"])
        #expect(compare(b, a).rows.count == 3)
    }

    @Test func aNeighbourAllThroughARunShowsBesideAnother() {
        let script = Script([("syscall.null.raw", 100)])
        var disturbed = Script([("syscall.null.raw", 122)])
        disturbed.adds = 760
        let outcome = compare(script.result(seed: 1), disturbed.result(seed: 2)).rows[0].outcomes[1]
        #expect(outcome?.verdict == .cannotTell)
        #expect(outcome?.reason == "b has too few undisturbed batches")
        disturbed.costs[0].cost = 250
        #expect(compare(script.result(seed: 1), disturbed.result(seed: 2)).rows[0].outcomes[1]?.verdict == .slower)
        disturbed.machine["cpu.model"] = .text("Another")
        disturbed.costs[0].cost = 122
        #expect(compare(script.result(seed: 1), disturbed.result(seed: 2)).rows[0].outcomes[1]?.verdict == .slower)
    }

    @Test func aBusyMachineMayDifferMoreFromItself() {
        func verdict(_ cost: Double, undisturbedOneIn: Int = 1, taken: Double = 0) -> Outcome? {
            var (one, other) = (Script([("syscall.null.raw", 100)]), Script([("syscall.null.raw", cost)]))
            (one.noise, other.noise, other.undisturbedOneIn) = (0.002, 0.002, undisturbedOneIn)
            one.launchNoise = 0
            other.launchNoise = 0
            var b = other.result(seed: 2)
            b.run.foreignShare = taken
            return compare(one.result(seed: 1), b).rows[0].outcomes[1]
        }
        #expect(verdict(104)?.verdict == .slower)
        // Three of four batches disturbed: 2 % and three quarters of 4 %.
        #expect(verdict(104, undisturbedOneIn: 4)?.verdict == .cannotTell)
        #expect(verdict(104, undisturbedOneIn: 4)?.reason == "on so busy a machine runs may differ by 5.0 %")
        #expect(verdict(107, undisturbedOneIn: 4)?.verdict == .slower)
        #expect(verdict(104, taken: 0.4)?.reason == "on so busy a machine runs may differ by 10.0 %")
        #expect(verdict(115, taken: 0.4)?.verdict == .slower)
        #expect(verdict(400, taken: 0.63)?.reason == "others took 63 % of the CPU in b")
        #expect(verdict(100.5, taken: 0.4)?.verdict == .withinNoise)
    }

    @Test func knownMoversStandBesideTheirRows() throws {
        let script = Script([("memory.dram.small", 90), ("syscall.null.raw", 100)])
        var other = script
        other.machine["mitigation.meltdown"] = .text("Mitigation: PTI")
        let comparison = compare(script.result(seed: 1), other.result(seed: 2))
        let mover = try #require(comparison.differences.firstIndex { $0.key == "mitigation.meltdown" })
        #expect(comparison.rows[0].movers == [])
        #expect(comparison.rows[1].movers == [mover])
    }

    @Test func theGateTakesNoiseIntoAccount() throws {
        var script = Script([("syscall.null.raw", 100)])
        script.noise = 0.1
        var slower = script
        slower.costs[0].cost = 125
        let comparison = compare(script.result(seed: 1), slower.result(seed: 2))
        let ratio = try #require(comparison.rows[0].outcomes[1]?.ratio)
        #expect(comparison.regressions(above: ratio.low - 0.001).map(\.row.name) == ["syscall.null.raw"])
        // The median is above this limit, and the truth need not be.
        #expect(comparison.regressions(above: (ratio.low + ratio.median) / 2).isEmpty)
        #expect(compare(slower.result(seed: 2), script.result(seed: 1)).regressions(above: 1).isEmpty)
    }
}
