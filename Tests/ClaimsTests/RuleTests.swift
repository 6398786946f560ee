import Sampling
import Testing

@testable import Claims

@Suite struct LimitTests {
    private func verdicts(_ limit: Limit, _ ends: [(Double, Double)]) -> [Verdict] {
        ends.map { limit.verdict(on: Estimate(median: ($0.0 + $0.1) / 2, low: $0.0, high: $0.1, count: 9)) }
    }

    @Test func theIntervalDecidesAndNotTheMedian() {
        let ends = [(1.0, 2.0), (2, 2), (1, 2.1), (2, 3), (2.1, 3)]
        #expect(verdicts(.atMost(2), ends) == [.holds, .holds, .cannotTell, .cannotTell, .doesNotHold])
        #expect(verdicts(.below(2), ends) == [.cannotTell, .doesNotHold, .cannotTell, .doesNotHold, .doesNotHold])
        #expect(verdicts(.above(2), ends) == [.doesNotHold, .doesNotHold, .cannotTell, .cannotTell, .holds])
        let around = [(0.5, 2.0), (0.4, 1), (1, 2.1), (0.1, 0.4), (2.1, 3)]
        #expect(verdicts(.about, around) == [.holds, .cannotTell, .cannotTell, .doesNotHold, .doesNotHold])
    }
}

@Suite struct SwitchRuleTests {
    private let dram = Script("memory.dram.huge", 100)

    @Test func cheaperThanIn2007Holds() throws {
        let judgement = try judge("process-switch", .hop("switch.yield.process", 600, less: 80), dram)
        #expect(judgement.verdict == .holds)
        #expect(
            judgement.reason
                == "switch.yield.process: cost 600 ns [599, 601], at most 650 ns; "
                + "net 520 ns [519, 521], at most 650 ns. "
                + "That is 6.00 [5.95, 6.05] accesses to DRAM cost, 6.5 in 2007.")
        let figure = try #require(judgement.here.figures.first)
        #expect(figure.cost?.nanoseconds.median == 600)
        #expect(figure.net?.nanoseconds.median == 520)
    }

    @Test func dearerDoesNot() throws {
        let judgement = try judge("thread-switch", .hop("switch.yield.thread", 700, less: 80))
        #expect(judgement.verdict == .doesNotHold)
        #expect(
            judgement.reason
                == "switch.yield.thread: cost 700 ns [699, 701], above 500 ns; net 620 ns [619, 621], above 500 ns.")
        #expect(judgement.here.figures.first?.cost?.dramAccesses == nil)
    }

    @Test func anIntervalOverTheLimitCannotTell() throws {
        let judgement = try judge("process-switch", .hop("switch.yield.process", 650, less: 0, wobble: spread(40)))
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason.contains("an interval that straddles 650 ns"))
    }

    @Test func whereCostAndNetDifferBothAreSaidAndCostDecides() throws {
        let judgement = try judge("process-switch", .hop("switch.pipe.process", 700, less: 100))
        #expect(judgement.verdict == .doesNotHold)
        #expect(
            judgement.reason
                == "switch.pipe.process: cost 700 ns [699, 701], above 650 ns; net 600 ns [599, 601], at most 650 ns. "
                + "The verdicts differ: cost 'does not hold', net 'holds'; cost decides, since the 2007 figure holds "
                + "the way into the kernel and out.")
    }

    @Test func forKernelThreadsNetDecides() throws {
        let judgement = try judge("kthread-switch", .hop("switch.napi.kthread", 700, less: 400))
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("net 'holds', cost 'does not hold'; net decides"))
        let bare = try judge("kthread-switch", .hop("switch.napi.kthread", 300, less: nil))
        #expect(bare.reason == "switch.napi.kthread has no baseline, so nothing can be taken off it.")
    }

    @Test func theAddressSpaceIsTheDifferenceByOneMechanism() throws {
        let rows: [Script] = [
            .hop("switch.pipe.process", 900, less: 100), .hop("switch.pipe.thread", 800, less: 100),
            .hop("switch.yield.process", 600, less: 50), .hop("switch.futex.thread", 300, less: 50),
        ]
        let judgement = try judge("tlb-cheap", rows.map(\.record))
        #expect(judgement.verdict == .holds)
        #expect(
            judgement.reason
                == "switch.pipe.process less switch.pipe.thread: cost 100 ns [100, 100], at most 150 ns; "
                + "net 100 ns [100, 100], at most 150 ns.")
        let dear = try judge("tlb-cheap", (rows + [.hop("switch.yield.thread", 400, less: 50)]).map(\.record))
        #expect(dear.verdict == .doesNotHold)
        #expect(dear.here.figures.map { $0.cost?.nanoseconds.median } == [200, 100])
        let apart = try judge("tlb-cheap", rows[2...].map(\.record))
        #expect(apart.reason == "no mechanism has a valid row for processes and one for threads.")
    }

    @Test func aNegativeDifferenceIsShownAsItIs() throws {
        let judgement = try judge(
            "tlb-cheap", .hop("switch.pipe.process", 700, less: 100), .hop("switch.pipe.thread", 800, less: 250))
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("cost -100 ns"))
        #expect(judgement.reason.contains("net 50.0 ns"))
    }

    @Test func costAndNetOfADifferenceMayDisagree() throws {
        let judgement = try judge(
            "tlb-cheap", .hop("switch.pipe.process", 900, less: 100), .hop("switch.pipe.thread", 800, less: 250))
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("cost 'holds', net 'does not hold'; cost decides"))
    }

    @Test(arguments: [(300.0, Verdict.holds), (900, .doesNotHold), (399, .cannotTell)])
    func entryShareIsHeldAgainstTheNullSyscall(cost: Double, verdict: Verdict) throws {
        let judgement = try judge(
            "entry-share", .hop("switch.yield.thread", cost, less: 50, wobble: spread(30)),
            .hop("switch.napi.kthread", 600, less: 400), Script("syscall.null.raw", 100))
        #expect(judgement.verdict == verdict)
        #expect(judgement.here.figures.first?.net?.nanoseconds.median == cost - 200)
    }
}

@Suite struct OrderRuleTests {
    private func order(_ kernel: Double, _ thread: Double, _ process: Double) throws -> Judgement {
        try judge(
            "order", .hop("switch.napi.kthread", kernel + 500, less: 500), .hop("switch.pipe.thread", thread, less: 0),
            .hop("switch.pipe.process", process, less: 0))
    }

    @Test func intervalsApartInOrderHold() throws {
        let judgement = try order(300, 400, 500)
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("All taken cost, the verdict would be 'does not hold'"))
        #expect(judgement.here.figures.count == 3)
    }

    @Test func intervalsApartInTheOtherOrderDoNot() throws {
        #expect(try order(300, 500, 400).verdict == .doesNotHold)
        #expect(try order(450, 400, 500).verdict == .doesNotHold)
    }

    @Test func intervalsThatOverlapCannotTell() throws {
        #expect(try order(300, 400, 401).verdict == .cannotTell)
    }

    @Test func twoOfThreeCanContradictButNotConfirm() throws {
        let (thread, process) = (
            Script.hop("switch.pipe.thread", 400, less: 0), Script.hop("switch.pipe.process", 500, less: 0)
        )
        let half = try judge("order", thread, process)
        #expect(half.verdict == .cannotTell)
        #expect(half.reason.contains("One is missing: no probe of this toll measures switch.napi.kthread yet"))
        let wrong = try judge("order", .hop("switch.pipe.thread", 600, less: 0), process)
        #expect(wrong.verdict == .doesNotHold)
    }
}

@Suite struct EntryRuleTests {
    @Test(arguments: [(90.0, Verdict.holds), (120, .doesNotHold), (100, .cannotTell)])
    func theNullSyscallIsHeldAgainst100(cost: Double, verdict: Verdict) throws {
        #expect(try judge("null-syscall", Script("syscall.null.raw", cost, wobble: spread(5))).verdict == verdict)
    }

    @Test(arguments: [(100.0, Verdict.holds), (20, .doesNotHold), (300, .doesNotHold), (200, .cannotTell)])
    func theYardstickIsGoodWithinAFactorOf2(cost: Double, verdict: Verdict) throws {
        let judgement = try judge(
            "dram-yardstick", Script("syscall.null.raw", cost, wobble: spread(5)), Script("memory.dram.huge", 100),
            Script("memory.dram.small", 130))
        #expect(judgement.verdict == verdict)
        #expect(
            judgement.here.figures.map(\.of) == [
                "syscall.null.raw over memory.dram.huge", "syscall.null.raw", "memory.dram.huge", "memory.dram.small",
            ])
    }

    @Test(
        arguments: [
            (90.0, 100.0, Verdict.holds), (130, 100, .doesNotHold), (90, 70, .cannotTell), (130, 170, .cannotTell),
        ])
    func isolationIsHeldAgainstBothYardsticks(cost: Double, dram: Double, verdict: Verdict) throws {
        let judgement = try judge(
            "isolation-fast", Script("syscall.null.raw", cost), Script("memory.dram.huge", dram),
            Script("syscall.enosys", 60), Script("syscall.null.seccomp", 150))
        #expect(judgement.verdict == verdict)
        #expect(judgement.reason.contains("The two do not agree") == (verdict == .cannotTell))
        #expect(judgement.here.figures.map(\.of) == ["syscall.null.raw", "syscall.enosys", "syscall.null.seccomp"])
    }

    @Test func growthIsAFactorAYear() throws {
        // 16 years after the mail, at 2¹⁶ times the speed: twice as fast every year, which is more than 1.63 times.
        let began = Ledger.source.secondsSince1970 + Int64(16 * 365.25 * 86400)
        let still: @Sendable (Int) -> Double = { _ in 0 }
        let fast = try judge(
            "hardware-outruns", [Script("memory.dram.huge", 0.002, wobble: still).record], began: began)
        #expect(fast.verdict == .holds)
        let yearly = try #require(fast.here.figures.first?.ratio)
        #expect(abs(yearly.median * yearly.median - 223.607.squareRoot().squareRoot()) < 0.01)
        let both = [Script("memory.dram.huge", 0.002, wobble: still).record, Script("syscall.null.raw", 100).record]
        let slow = try judge("hardware-outruns", both, began: began)
        #expect(slow.verdict == .doesNotHold)
        #expect(slow.reason.contains("null system call 1.00 ["))
        #expect(slow.reason.contains("(100 to 100 ns)"))
    }

    @Test func growthNeedsADate() throws {
        for began in [0, Int64.max, .min, Ledger.source.secondsSince1970] {
            let judgement = try judge("hardware-outruns", [Script("syscall.null.raw", 100).record], began: began)
            #expect(judgement.reason == "the date of this result is not after 2007, or makes no sense.")
        }
    }
}
