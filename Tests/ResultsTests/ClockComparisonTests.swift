import Machine
import Results
import Sampling
import Testing

/// Runs whose clocks wander, and lie apart: what is compared is the work, and the clock has a line of its own.
@Suite struct ClockComparisonTests {
    private let usual = ClockRun.twenty

    private func sides(_ a: ResultFile, _ b: ResultFile) -> [Side] { Side.all(of: [("a", a), ("b", b)]) }

    private func called(_ comparison: Comparison) -> [RowName] {
        comparison.rows.filter { [.faster, .slower].contains($0.outcomes[1]?.verdict) }.map(\.name)
    }

    @Test(arguments: 1...5 as ClosedRange<UInt64>) func aMachineAgainstItselfAtAnotherClock(seed: UInt64) throws {
        let b = usual.at(gigahertz: 3.84)
        let sides = sides(try usual.result(seed: 2 * seed), try b.result(seed: 2 * seed + 1))
        let comparison = Comparison(sides)
        #expect(called(comparison).count <= 1, "\(called(comparison))")
        #expect(comparison.judged == 20)
        let strict = called(Comparison(sides, judge: Judge(margin: 0.005)))
        #expect(strict.count <= 1, "\(strict)")
        #expect(
            comparison.remarks == [
                "the core's clock was 3.84 GHz in b against 4.00 GHz in a, -4.0 %: "
                    + "core-bound times are given at one clock, so this is in no row"
            ])
    }

    @Test(arguments: 1...2 as ClosedRange<UInt64>) func twoPercentAreFoundThroughTheClock(seed: UInt64) throws {
        let b = usual.times(1.02).at(gigahertz: 3.84)
        let sides = sides(try usual.result(seed: 2 * seed), try b.result(seed: 2 * seed + 1))
        let comparison = Comparison(sides, judge: Judge(margin: 0.005))
        let slower = comparison.rows.count { $0.outcomes[1]?.verdict == .slower }
        #expect(slower >= 19, "\(comparison.rows.map { $0.outcomes[1]?.ratio })")
        #expect(comparison.rows.allSatisfy { $0.outcomes[1]?.verdict != .faster })
        #expect(abs((comparison.families.first?.means[1] ?? 0) / 1.02 - 1) < 0.003)
    }

    /// What a run beside a neighbour who never left takes for undisturbed bends no other run, and is not believed.
    @Test func aRunBesideANeighbourKnowsNoUndisturbedCore() throws {
        var script = ClockRun(rows: [ClockRun.Row(name: "syscall.null.raw", cost: 100, share: 1)])
        (script.pairs, script.visits) = (24, 20)
        let quiet = try script.result(seed: 1)
        script.neighbour = 0.6
        let crowded = try script.result(seed: 2)
        for runs in [[crowded, quiet], [quiet, crowded], [crowded], [quiet]] {
            let sides = Side.all(of: runs.map { (label: "", result: $0) })
            #expect(sides.map { $0.rows[0].isUndisturbed } == runs.map { $0 == quiet })
        }
    }

    /// Loops that take less say nothing of how long others take on a core to oneself.
    @Test func anotherSentinelIsNoReference() {
        var script = Script([("syscall.null.raw", 100)])
        var old = script.result(seed: 1)
        old.run.plan.sentinel -= 1
        script.adds = 600
        let new = script.result(seed: 2)
        for runs in [[old, new], [new, old]] {
            let sides = Side.all(of: runs.map { (label: "", result: $0) })
            #expect(sides.map { $0.rows[0].undisturbedShare } == [1, 1])
        }
        script.adds = 500
        let sides = Side.all(of: [("", new), ("", script.result(seed: 3))])
        #expect(sides.map { $0.rows[0].undisturbedShare } == [0, 1])
    }

    @Test func oneClockHasNoLine() throws {
        let (a, b) = (try usual.result(seed: 1), try usual.at(gigahertz: 4.01).result(seed: 2))
        #expect(Comparison(sides(a, b)).remarks == [])
    }

    @Test func withoutCyclesTheLineIsOfShares() throws {
        var script = ClockRun(rows: [ClockRun.Row(name: "syscall.null.raw", cost: 100, share: 1)])
        script.hasCoreClock = false
        let (a, b) = (try script.result(seed: 1), try script.at(gigahertz: 3.2).result(seed: 2))
        let comparison = Comparison(sides(a, b))
        #expect(
            comparison.remarks == [
                "the core's clock in b was off that in a by -20 %: "
                    + "core-bound times are given at one clock, so this is in no row"
            ])
        #expect(comparison.rows[0].outcomes[1]?.verdict == .withinNoise)
        let cycles = Comparison(sides(a, b), judge: Judge(quantity: .cycles))
        #expect(cycles.rows[0].outcomes[1]?.verdict == .cannotTell)
        #expect(cycles.rows[0].outcomes[1]?.reason == "no cycles figure in both")
    }

    /// Another processor's chain says nothing of this one's clock, so its times are its own.
    @Test func machinesOfDifferentMakeKeepTheirOwnClocks() throws {
        let script = ClockRun(rows: [ClockRun.Row(name: "syscall.null.raw", cost: 100, share: 1)])
        var other = script.at(gigahertz: 3.2)
        other.machine["cpu.model"] = .text("Scripted 4000")
        let sides = sides(try script.result(seed: 1), try other.result(seed: 2))
        let times = Comparison(sides)
        #expect(times.remarks == [])
        #expect(times.rows[0].outcomes[1]?.verdict == .slower)
        #expect(abs((times.rows[0].outcomes[1]?.ratio?.median ?? 0) / 1.25 - 1) < 0.01)
        // In cycles they do the same work.
        let cycles = Comparison(sides, judge: Judge(quantity: .cycles))
        #expect(cycles.rows[0].outcomes[1]?.verdict == .withinNoise)
        #expect(abs((cycles.rows[0].outcomes[1]?.ratio?.median ?? 0) - 1) < 0.01)
    }

    /// What waits for memory takes as long at a lower clock, and fewer cycles.
    @Test func cyclesAreComparedWhereTheyAreAskedFor() throws {
        let script = ClockRun(rows: [
            ClockRun.Row(name: "syscall.null.raw", cost: 100, share: 1),
            ClockRun.Row(name: "memory.dram.small", cost: 90, share: 0, isMemoryBound: true),
        ])
        let sides = sides(try script.result(seed: 1), try script.at(gigahertz: 3.6).result(seed: 2))
        #expect(called(Comparison(sides)) == [])
        let judge = Judge(quantity: .cycles)
        let comparison = Comparison(sides, judge: judge)
        #expect(comparison.rows.map { $0.outcomes[1]?.verdict } == [.withinNoise, .faster])
        #expect(abs((comparison.rows[1].outcomes[1]?.ratio?.median ?? 0) / 0.9 - 1) < 0.01)
        let row = try #require(comparison.rows[0].figures[0])
        #expect(judge.unit(row) == "cycles" && Judge().unit(row) == "ns")
        #expect(judge.value(row) == row.cycles && Judge().value(row) == row.cost)
        #expect(abs((row.cycles?.median ?? 0) / 400 - 1) < 0.01)
    }
}
