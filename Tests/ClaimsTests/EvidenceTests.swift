import Counters
import Results
import Sampling
import Testing

@testable import Claims

/// A judge must know what he may use, and say why he may not use the rest.
@Suite struct EvidenceTests {
    @Test func aMissingRowSaysHowToGetItOrThatItCannotBeHad() throws {
        #expect(
            try judge("null-syscall", probes: ["syscall.null.raw"])
                == Judgement(
                    Verdict(.cannotTell, needs: .rows(["syscall.null.raw"])),
                    "syscall.null.raw is not in this result: run 'toll run syscall.null.raw'."))
        #expect(
            try judge("kthread-switch")
                == Judgement(
                    Verdict(.cannotTell, needs: .probe), "no probe of this toll measures switch.napi.kthread yet."))
        #expect(
            try judge("process-switch").reason
                == "no row switch.*.process is in this result: run 'toll run \"switch.*.process\"'.")
    }

    /// Where one row is missing, the command names all that the claim lacks, and what no probe measures is told apart.
    @Test func theCommandNamesEveryMissingRow() throws {
        let probes: [RowName] = ["syscall.null.raw", "switch.yield.thread", "fiber.asm"]
        let judgement = try judge("user-sched-gain", Script("fiber.asm", 2), probes: probes)
        #expect(
            judgement.reason
                == "2 rows are not in this result: run 'toll run switch.yield.thread syscall.null.raw'.")
        #expect(judgement.verdict.needs?.rows == ["switch.yield.thread", "syscall.null.raw"])
        #expect(judgement.verdict.text == "cannot tell here: needs a run")
        let without = try judge("user-sched-gain", Script("fiber.asm", 2), probes: Array(probes.prefix(2).suffix(1)))
        #expect(
            without.reason
                == "switch.yield.thread is not in this result: run 'toll run switch.yield.thread'; and no probe of "
                + "this toll measures syscall.null.raw yet.")
        #expect(without.verdict.needs == .probe)
    }

    @Test func theOrderOfParametersDoesNotMatter() throws {
        let evidence = Evidence(result([Script("io.aio@transport=1,connections=1", 100).record]), probes: [])
        #expect(try evidence.row("io.aio@connections=1,transport=1").cost.estimate.median == 100)
        #expect(!evidence.lacks("io.aio@connections=1,transport=1") && evidence.lacks("io.aio@transport=1"))
    }

    /// A run that was ended early has rows that it did not come to: they are to be run.
    @Test func aRowThatWasNotReachedIsMissing() throws {
        var record = Record.without("syscall.null.raw", .skipped, "")
        record.failure = .notReached
        let judgement = try judge("null-syscall", [record], probes: ["syscall.null.raw"])
        #expect(judgement.verdict.needs == .rows(["syscall.null.raw"]))
        #expect(Ledger.rows(missingIn: result([record])).contains("syscall.null.raw"))
    }

    @Test func aRowWithoutAFigureSaysWhy() throws {
        let invalid = Script("syscall.null.raw", 90).counting(.contextSwitches, 500).record
        let violation = try #require(invalid.reason)
        let reasons = try [
            Record.without("syscall.null.raw", .skipped, "no such call"),
            Record.without("syscall.null.raw", .failed, "the worker crashed\u{1B}[31m"),
            invalid,
        ].map { try judge("null-syscall", [$0]) }
        #expect(reasons.map(\.verdict.word) == [.cannotTell, .cannotTell, .cannotTell])
        #expect(reasons.allSatisfy { $0.verdict.needs == .row })
        #expect(
            reasons.map(\.reason) == [
                "syscall.null.raw was skipped: no such call.", "syscall.null.raw failed: the worker crashed [31m.",
                "syscall.null.raw is INVALID: \(violation).",
            ])
    }

    @Test func tooFewBatchesAreNoEstimate() throws {
        var record = Script("syscall.null.raw", 90).record
        record.launches = []
        let reason = try #require(record.reason)
        #expect(try judge("null-syscall", [record]).reason == "syscall.null.raw failed: \(reason).")
    }

    @Test func theCheapestProvedSwitchOnOneCPUIsTaken() throws {
        let judgement = try judge(
            "process-switch", .hop("switch.pipe.process", 900, less: 100), .hop("switch.futex.process", 700, less: 90),
            .hop("switch.pipe.process.cross", 300, less: 10), .hop("switch.pipe.thread", 200, less: 10),
            .hop("switch.yield.process", 400, less: 50).counting(.contextSwitches, nil),
            .hop("switch.eventfd.process", 350, less: 50).counting(.contextSwitches, 0))
        #expect(judgement.here.figures.map(\.of) == ["switch.futex.process"])
        #expect(judgement.verdict.word == .about)
        #expect(judgement.headline.text == "700 ns")
    }

    /// A wake-up by itself stands among the switches, and is cheaper than any.
    @Test func aPartOfASwitchIsNoSwitch() throws {
        let rows: [Script] = [.hop("switch.wake.thread", 300, less: 90), .hop("switch.yield.thread", 450, less: 50)]
        #expect(try judge("thread-switch", rows).headline.text == "450 ns")
        #expect(RowName("switch.wake.thread").isPartOfSwitch && !RowName("switch.yield.thread").isPartOfSwitch)
    }

    @Test func whereNoSwitchIsValidEachSaysWhy() throws {
        let judgement = try judge(
            "process-switch",
            [
                Script.hop("switch.yield.process", 400, less: 50).counting(.contextSwitches, nil).record,
                .without("switch.pipe.process", .skipped, "no pipes"),
            ])
        #expect(
            judgement.reason
                == "no row switch.*.process is valid: switch.yield.process could not be proved; "
                + "switch.pipe.process was skipped: no pipes.")
    }

    @Test func costsAreRelatedWithinTheirRounds() throws {
        // A machine that gets slower throughout: apart, the two intervals are wide; together they are a factor of 2.
        let drift: @Sendable (Int) -> Double = { Double($0) * 20 }
        let evidence = Evidence(
            result([Script("a", 200, wobble: { drift($0) * 2 }).record, Script("b", 100, wobble: drift).record]),
            probes: [])
        let (a, b) = (try evidence.row("a").cost, try evidence.row("b").cost)
        #expect(b.estimate.high - b.estimate.low > 100)
        let quotient = a / b
        let ratio = try #require(quotient)
        let difference = a - b
        #expect(ratio.estimate == Estimate(median: 2, low: 2, high: 2, count: 27))
        #expect(ratio.isPaired && difference.isPaired)
        // Of the two a time alone ends at 0.
        #expect(difference.estimate.median == b.estimate.median && difference.estimate.high == b.estimate.high)
        #expect(difference.estimate.low < 0 && b.estimate.low == 0)
        #expect((b * 2).estimate.median == 2 * b.estimate.median)
    }

    @Test func costsOfDifferentRoundsAreRelatedApartAndItIsSaid() throws {
        let judgement = try judge(
            "dram-yardstick", Script("syscall.null.raw", 100), Script("memory.dram.huge", 90, firstRound: 1000))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("as if of runs apart"))
    }

    /// What few rounds have in common says less of a difference than all of both do. Of 27 rounds, 14 are shared, or 9.
    @Test func costsThatShareFewRoundsAreRelatedApart() throws {
        func difference(after rounds: Int) throws -> Cost {
            let noisy: @Sendable (Int) -> Double = { $0 % 3 == 0 ? 40 : 0 }
            let (a, b) = (Script("a", 300, wobble: noisy), Script("b", 100, firstRound: rounds, wobble: noisy))
            let evidence = Evidence(result([a.record, b.record]), probes: [])
            return try evidence.row("a").cost - evidence.row("b").cost
        }
        #expect(try difference(after: 13).isPaired && !difference(after: 18).isPaired)
        // What moves both alike cancels in pairs alone.
        #expect(try difference(after: 13).estimate == Estimate(median: 200, low: 200, high: 200, count: 14))
        let apart = try difference(after: 18).estimate
        #expect(apart.median == 200 && apart.low < 200 && apart.count == 27)
        // Nine are all that there is of one of them, and too few.
        var short = Script("b", 100).record
        short.launches.removeLast(2)
        let few = Evidence(result([Script("a", 300).record, short]), probes: [])
        #expect(try !(few.row("a").cost - few.row("b").cost).isPaired)
    }

    /// In the 14 rounds that they share the one wobbles by so much; where it was by itself it hardly does.
    @Test func theIntervalOfRunsApartStandsWhereItIsLessThanHalfAsWide() throws {
        var kinds: Set<String> = []
        for height in [2, 5, 10, 20, 40] as [Double] {
            let late: @Sendable (Int) -> Double = { [-1, 1, 0][$0 % 3] * ($0 < 27 ? height : 4) }
            let rows = [Script("a", 300).record, Script("b", 100, firstRound: 13, wobble: late).record]
            let evidence = Evidence(result(rows), probes: [])
            let (a, b) = (try evidence.row("a").cost, try evidence.row("b").cost)
            let difference = a - b
            let shared = difference.launches.map { $0.sorted { $0.key < $1.key }.map(\.value) }
            #expect(difference.isPaired && shared.joined().count == 14)
            let together = try #require(Estimate.ofMedian(shared))
            let apart = Estimate.difference(a.estimate, b.estimate)
            let (width, other) = (together.high - together.low, apart.high - apart.low)
            kinds.insert(2 * other < width ? "half" : other < width ? "narrower" : "wider")
            #expect(difference.estimate == (2 * other < width ? apart : together))
        }
        #expect(kinds == ["half", "narrower", "wider"])
    }

    /// A row moves by so much from run to run, and what is left of two by as much, which is more of it.
    @Test func aSmallDifferenceOfLargeRowsMovesByMore() throws {
        let evidence = Evidence(result([Script("a", 500).record, Script("b", 375).record]), probes: [])
        let (a, b) = (try evidence.row("a").cost, try evidence.row("b").cost)
        let (ratio, share) = (a / b, (a - b) / a)
        #expect(a.unrest == 1 && ratio?.unrest == 1 && share?.unrest == 5)
        #expect((a - b).unrest == 5 && ((a - b) * 3).unrest == 5)
        // What is 1 less three quarters moves three times as much of itself.
        let rest = (b / a).map { 1 - $0 }
        #expect(rest?.unrest == 3)
    }

    /// However many rows a result has, claims and bill work out those that they are about, each once.
    @Test func rowsThatNobodyAsksForAreNotWorkedOut() {
        func workedOut(others: Int) -> Int {
            let scripts =
                [Script("syscall.null.raw", 100), Script("switch.pipe.process", 300)]
                + (0..<others).map { Script(RowName("other\($0).row@size=1"), 100) }
            let file = result(scripts.map(\.record))
            let evidence = Evidence(file, probes: [])
            let report = ClaimsReport(of: file, by: evidence)
            let bill = Bill(of: file, by: evidence)
            #expect(report.claims.contains { $0.headline != .none } && bill.whole.nanoseconds != nil)
            return evidence.workedOut
        }
        #expect(workedOut(others: 200) == workedOut(others: 0))
    }

    @Test func aFactorOfWhatMayBeNothingIsNone() throws {
        let evidence = Evidence(
            result([Script("a", 100).record, Script("b", 0, firstRound: 1000).record]), probes: [])
        #expect(try (evidence.row("a").cost / evidence.row("b").cost)?.estimate == nil)
    }

    @Test func cyclesAreGivenOnlyWhereACounterGaveTheClock() throws {
        var record = Script("syscall.null.raw", 90, wobble: { _ in 0 }).record
        #expect(try judge("null-syscall", [record]).here.figures.first?.cost?.cycles == nil)
        record.counting = Counting(
            events: [EventCount(event: "cycles", perOperation: .value(300))], nanosecondsPerOperation: 100)
        let cycles = try judge("null-syscall", [record]).here.figures.first?.cost?.cycles
        #expect(cycles == Estimate(median: 270, low: 270, high: 270, count: 27))
        record.counting?.nanosecondsPerOperation = nil
        #expect(try judge("null-syscall", [record]).here.figures.first?.cost?.cycles == nil)
    }
}
