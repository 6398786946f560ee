import Sampling
import Testing

@testable import Claims

@Suite struct SwitchRuleTests {
    private let dram = Script("memory.dram.huge", 100)

    @Test func cheaperThanIn2007Holds() throws {
        let judgement = try judge("process-switch", .hop("switch.yield.process", 600, less: 80), dram)
        #expect(judgement.verdict.word == .holds)
        #expect(
            judgement.reason
                == "switch.yield.process: cost 600 ns [599.0 … 601.0] against at most 650 ns: holds; "
                + "net 520 ns [519.0 … 521.0] against at most 650 ns: holds. "
                + "That is 6.00 [5.95, 6.05] accesses to DRAM, 6.5 in 2007.")
        #expect(judgement.headline.text == "600 ns" && judgement.verdict.factorText == "0.92×")
        #expect(judgement.dramAccesses?.median == 6)
        let figure = try #require(judgement.here.figures.first)
        #expect(figure.cost?.nanoseconds.median == 600)
        #expect(figure.net?.nanoseconds.median == 520)
    }

    @Test func dearerIsOffByAFactorAndFarDearerDoesNotHold() throws {
        let judgement = try judge("thread-switch", .hop("switch.yield.thread", 700, less: 10))
        #expect(judgement.verdict.word == .offBy)
        #expect(
            judgement.reason
                == "switch.yield.thread: cost 700 ns [699.0 … 701.0] against at most 500 ns: off by 1.40×; "
                + "net 690 ns [689.0 … 691.0] against at most 500 ns: off by 1.38×.")
        #expect(try judge("thread-switch", .hop("switch.yield.thread", 1030, less: 80)).verdict.word == .doesNotHold)
        #expect(judgement.here.figures.first?.cost?.dramAccesses == nil)
    }

    @Test func anIntervalFromHoldingToNotHoldingCannotTell() throws {
        let judgement = try judge("process-switch", .hop("switch.yield.process", 1000, less: 0, wobble: spread(1500)))
        #expect(judgement.verdict.word == .cannotTell && judgement.verdict.needs == .precision)
        #expect(judgement.reason.contains("against at most 650 ns: decides nothing"))
        let near = try judge("process-switch", .hop("switch.yield.process", 650, less: 0, wobble: spread(40)))
        #expect(near.verdict.text == "about 1.00×")
    }

    @Test func whereCostAndNetDifferBothAreSaidAndCostDecides() throws {
        let judgement = try judge("process-switch", .hop("switch.pipe.process", 700, less: 100))
        #expect(judgement.verdict.word == .about)
        #expect(
            judgement.reason
                == "switch.pipe.process: cost 700 ns [699.0 … 701.0] against at most 650 ns: about 1.08×; "
                + "net 600 ns [599.0 … 601.0] against at most 650 ns: holds. "
                + "They differ: 'cost' decides, since the 2007 figure holds the way into the kernel and out.")
    }

    /// The pair sleeps, wakes and passes something: compared with 350 ns it may show that the claim holds, and no more.
    /// The old rule refuted the claim by it.
    @Test func aPairOfKernelThreadsIsABound() throws {
        let judgement = try judge("kthread-switch", .hop("switch.napi.kthread", 700, less: 400))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.hasPrefix("switch.napi.kthread: net, an upper bound 300 ns ["))
        let pair = Script.hop("switch.napi.kthread", 1600, less: 400)
        let wide = try judge("kthread-switch", pair, probes: ["switch.wake.thread"])
        #expect(wide.verdict.word == .cannotTell && wide.verdict.needs?.rows == ["switch.wake.thread"])
        #expect(wide.headline.text == "1.20 µs")
        #expect(wide.reason.contains("Known so far: net, an upper bound 1.20 µs ["))
        let bare = try judge("kthread-switch", .hop("switch.napi.kthread", 300, less: nil))
        #expect(bare.reason == "switch.napi.kthread has no baseline, so nothing can be taken off it.")
    }

    @Test(arguments: [
        (1000.0, "about 1.14×"), (300, "cannot tell here: needs proof"), (1100, "about 0.86×"), (1150, "holds"),
    ])
    func lessAWakeUpItIsAnEstimate(wake: Double, verdict: String) throws {
        let judgement = try judge(
            "kthread-switch", .hop("switch.napi.kthread", 1800, less: 400),
            Script("switch.wake.thread", wake + 100, less: 100))
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.headline.estimate?.median == 1400 - wake)
        #expect(judgement.reason.contains("less a wake-up by itself, an estimate"))
    }

    @Test func theAddressSpaceIsTheDifferenceByOneMechanism() throws {
        let rows: [Script] = [
            .hop("switch.pipe.process", 900, less: 100), .hop("switch.pipe.thread", 800, less: 100),
            .hop("switch.yield.process", 600, less: 50), .hop("switch.futex.thread", 300, less: 50),
        ]
        let judgement = try judge("tlb-cheap", rows.map(\.record))
        #expect(judgement.verdict.word == .holds)
        #expect(
            judgement.reason
                == "switch.pipe.process less switch.pipe.thread: "
                + "cost 100 ns [100.00 … 100.00] against at most 150 ns: "
                + "holds; net 100 ns [100.00 … 100.00] against at most 150 ns: holds.")
        let dear = try judge("tlb-cheap", (rows + [.hop("switch.yield.thread", 400, less: 50)]).map(\.record))
        #expect(dear.verdict.text == "off by 1.33×")
        #expect(dear.here.figures.map { $0.cost?.nanoseconds.median } == [200, 100])
        let apart = try judge("tlb-cheap", rows[2...].map(\.record))
        #expect(apart.reason == "no mechanism has a valid row for processes and one for threads.")
    }

    @Test func aNegativeDifferenceIsShownAsItIs() throws {
        let judgement = try judge(
            "tlb-cheap", .hop("switch.pipe.process", 700, less: 100), .hop("switch.pipe.thread", 800, less: 250))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.headline.text == "-100 ns")
        #expect(judgement.reason.contains("cost -100 ns"))
        #expect(judgement.reason.contains("net 50.0 ns"))
    }

    @Test func costAndNetOfADifferenceMayDisagree() throws {
        let judgement = try judge(
            "tlb-cheap", .hop("switch.pipe.process", 900, less: 100), .hop("switch.pipe.thread", 800, less: 250))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("net 250 ns [250.00 … 250.00] against at most 150 ns: off by 1.67×"))
        #expect(judgement.reason.contains("They differ: 'cost' decides"))
    }

    @Test func workingSetsAreSaidBeside() throws {
        var rows: [Script] = [
            .hop("switch.yield.process", 600, less: 100), .hop("switch.yield.thread", 550, less: 100),
        ]
        for kind in ["process", "thread"] {
            rows.append(.hop("touch.pipe.\(kind)@bytes=65536", kind == "process" ? 3900 : 3500, less: 2000))
        }
        let judgement = try judge("tlb-cheap", rows.map(\.record))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("with 64 KiB to touch again 400 ns ["))
        #expect(judgement.reason.contains("They differ: 'cost' decides"))
    }

    /// Sleepers against sleepers, with the calls of the thread put back at the floor. A yield, which does not sleep, is
    /// no party to it: by the old rule it was, and the share was below 0.
    @Test(arguments: [(1200.0, "holds"), (1500, "off by 1.50×"), (3300, "does not hold")])
    func entryShareIsHeldAgainstTheNullCalls(cost: Double, verdict: String) throws {
        let rows: [Script] = [
            Script("switch.pipe.thread.raw", cost, less: 200, switches: 1, syscalls: 2),
            .hop("switch.napi.kthread", 1300, less: 400), Script("syscall.null.raw", 100),
            Script("syscall.enosys", 100), .hop("switch.yield.thread", 500, less: 100),
        ]
        let judgement = try judge("entry-share", rows.map(\.record))
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.headline == .ratio(try #require(judgement.here.figures.first?.ratio)))
        #expect(judgement.headline.estimate?.median == (cost - 900) / 200)
        #expect(judgement.here.figures.first?.cost?.nanoseconds.median == cost - 900)
        #expect(judgement.here.figures.first?.net?.nanoseconds.median == cost - 1100)
        #expect(!judgement.reason.contains("yield"))
    }

    /// A futex hop makes four calls where one by a pipe makes two: which of the two is cheaper is noise, and the calls
    /// divide the figure.
    @Test(arguments: [1490.0, 1510]) func entryShareTakesTheMeansWithTheFewestCalls(futex: Double) throws {
        let rows: [Script] = [
            Script("switch.pipe.thread.raw", 1500, less: 200, switches: 1, syscalls: 2),
            Script("switch.pipe.process.raw", 1600, less: 200, switches: 1, syscalls: 2),
            Script("switch.futex.thread", futex, less: 200, switches: 1, syscalls: 4),
            Script("switch.futex.process", 1600, less: 200, switches: 1, syscalls: 4),
            .hop("switch.napi.kthread", 1300, less: 400), Script("syscall.null.raw", 100),
            Script("syscall.enosys", 100),
        ]
        let judgement = try judge("entry-share", rows.map(\.record))
        #expect(judgement.headline.estimate?.median == 3)
        #expect(judgement.reason.contains("pipe") && !judgement.reason.contains("futex"))
    }

    /// Less the two calls that each makes they are alike: not which net figure happens to be the lower chooses.
    @Test(arguments: [230.0, 235, 240]) func ofTheMeansWithAsManyCallsTheCheapestIsTaken(calls: Double) throws {
        let rows: [Script] = [
            Script("switch.pipe.thread", 1535, less: calls, switches: 1, syscalls: 2),
            Script("switch.pipe.thread.raw", 1500, less: 200, switches: 1, syscalls: 2),
            .hop("switch.napi.kthread", 1300, less: 400), Script("syscall.null.raw", 100), Script("syscall.enosys", 99),
        ]
        #expect(try judge("entry-share", rows.map(\.record)).reason.contains("switch.pipe.thread.raw less switch.napi"))
    }

    @Test func theCheapestSleeperThatHasBothKindsIsTaken() throws {
        let evidence = Evidence(
            result(
                [
                    .hop("switch.futex.thread", 900, less: 100), .hop("switch.futex.process", 1000, less: 100),
                    .hop("switch.pipe.thread.raw", 700, less: 100), .hop("switch.yield.thread", 300, less: 100),
                ].map(\Script.record)), probes: [])
        let sleepers = try evidence.sleepers()[0]
        #expect(sleepers.thread.name == "switch.futex.thread" && sleepers.process?.name == "switch.futex.process")
    }
}

@Suite struct OrderRuleTests {
    private func rows(_ kernel: Double, _ thread: Double, _ process: Double) -> [Script] {
        [
            .hop("switch.napi.kthread", kernel + 500, less: 500), .hop("switch.pipe.thread.raw", thread + 90, less: 90),
            .hop("switch.pipe.process.raw", process + 90, less: 90),
        ]
    }

    private func order(_ kernel: Double, _ thread: Double, _ process: Double) throws -> Judgement {
        try judge("order", rows(kernel, thread, process).map(\.record))
    }

    @Test func differencesAboveNothingHold() throws {
        let judgement = try order(300, 400, 500)
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.here.figures.count == 3)
        #expect(judgement.headline.text == "1.67×")
    }

    @Test func aDifferenceBelowNothingDoesNot() throws {
        #expect(try order(300, 500, 400).verdict.word == .doesNotHold)
        #expect(try order(450, 400, 500).verdict.word == .doesNotHold)
    }

    @Test func aDifferenceThatReachesOverNothingCannotTell() throws {
        let wavering = [
            rows(300, 400, 401)[0], rows(300, 400, 401)[1],
            Script.hop("switch.pipe.process.raw", 490, less: 90, wobble: spread(20)),
        ]
        let judgement = try judge("order", wavering.map(\.record))
        #expect(judgement.verdict.word == .cannotTell && judgement.verdict.needs == .precision)
    }

    /// Of two means the one decides whose difference is known best, whichever is the cheaper.
    @Test func theMeansThatTellsMostDecides() throws {
        let others: [Script] = [
            .hop("switch.futex.thread", 380, less: 90),
            .hop("switch.futex.process", 390, less: 90, wobble: spread(40)),
        ]
        let judgement = try judge("order", (rows(200, 400, 450) + others).map(\.record))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("thread (switch.pipe.thread.raw) 400 ns ["))
    }

    /// A yield does not sleep and is far cheaper than two kernel threads that do: by the old rule threads were "in the
    /// other order".
    @Test func aYieldIsNoSleeper() throws {
        let yields: [Script] = [
            .hop("switch.yield.thread", 200, less: 50), .hop("switch.yield.process", 250, less: 50),
        ]
        let judgement = try judge("order", (rows(1200, 1700, 1800) + yields).map(\.record))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("thread (switch.pipe.thread.raw) 1700 ns ["))
    }

    @Test func twoOfThreeCanContradictButNotConfirm() throws {
        let (thread, process) = (
            Script.hop("switch.pipe.thread", 400, less: 0), Script.hop("switch.pipe.process", 500, less: 0)
        )
        let half = try judge("order", thread, process)
        #expect(half.verdict.word == .cannotTell)
        #expect(half.reason.contains("no probe of this toll measures switch.napi.kthread yet"))
        let wrong = try judge("order", .hop("switch.pipe.thread", 600, less: 0), process)
        #expect(wrong.verdict.word == .doesNotHold)
    }
}
