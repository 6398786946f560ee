import Sampling
import Testing

@testable import Claims

extension Script {
    /// The same row with numbers of its own.
    func with(_ facts: [RowFact: Double], unit: Unit? = nil) -> Record {
        var record = record
        record.facts = facts
        record.unit = unit
        return record
    }

    /// A row of nested PID namespaces: each adds `price` to 25 µs.
    static func level(_ levels: Int, price: Double, wobble: Double = 20) -> Record {
        let cost = 25_000 + price * Double(levels)
        return Script("create.pid.level@levels=\(levels)", cost, less: 25_000, wobble: spread(wobble))
            .with([.levels: Double(levels)])
    }
}

@Suite struct PidShareTests {
    private let fork = Script("create.fork", 60_000).record
    private let thread = Script("create.clone.thread", 16_000).record

    private func levels(_ price: Double) -> [Record] { [1, 8, 16, 31].map { Script.level($0, price: price) } }

    @Test func aSlopeFarBelowOnePercentHolds() throws {
        let judgement = try judge("pid-unseen", levels(50) + [fork, thread])
        #expect(judgement.verdict == .holds)
        let price = try #require(judgement.here.figures.first?.cost?.nanoseconds)
        #expect(price.contains(50) && price.low > 0)
        #expect(judgement.reason.contains("a straight line through"))
        #expect(judgement.reason.contains("31 at once, against none, make 50.0 ns"))
    }

    @Test func theFitIsSaidAndTheShareOfTheCheapestProcess() throws {
        let found = Findings.sentences(on: result(levels(50)))
        #expect(found.count == 1)
        for part in [
            "one PID: the slope over 1 to 31 namespaces is 50.0 ns [", "a straight line through 108 points",
            "and the medians of its 4 depths at most 0 ns", "31 at once, against none, make 50.0 ns [",
            ", 1.00 times as much by the slope; that is 0.200 % [0.",
            "of making and reaping the cheapest process, 25000 ns [",
        ] { #expect(found.first?.contains(part) == true, "\(found)") }
        // One depth, or none, is no line.
        #expect(Findings.sentences(on: result([Script.level(31, price: 50), fork])).isEmpty)
        #expect(Findings.sentences(on: result([])).isEmpty)
    }

    @Test func aBentLineShowsItsBend() throws {
        let bent = [1, 8, 16, 31].map { Script.level($0, price: 50 + 10 * Double($0)) }
        let found = try #require(Findings.sentences(on: result(bent)).first)
        #expect(!found.contains("at most 0 ns"), "\(found)")
    }

    @Test func aSlopeFarAboveDoesNot() throws {
        let judgement = try judge("pid-unseen", levels(1200) + [fork, thread])
        #expect(judgement.verdict == .doesNotHold)
        #expect(judgement.reason.contains("of create.fork 2.00 % [") && judgement.reason.contains("above 1 %"))
        #expect(judgement.reason.contains("of create.clone.thread 7.50 % ["))
    }

    @Test func whereAThreadSaysOtherwiseBothAreSaid() throws {
        let judgement = try judge("pid-unseen", levels(400) + [fork, thread])
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("The verdicts differ"))
    }

    @Test func oneDepthIsEnoughForTheSecondMethod() throws {
        let judgement = try judge("pid-unseen", [Script.level(31, price: 1200), fork])
        #expect(judgement.verdict == .doesNotHold)
        #expect(judgement.reason.contains("31 at once, against none, make 1200 ns"))
        #expect(!judgement.reason.contains("straight line"))
    }

    @Test func twoMethodsThatDisagreeCannotTell() throws {
        let steep = [1, 4, 8, 16].map { Script.level($0, price: 50) } + [Script.level(31, price: 5)]
        let judgement = try judge("pid-unseen", steep + [fork, thread])
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason.hasSuffix("differ by more than a factor of 1.5, so neither is believed."))
    }

    @Test func noiseCannotTell() throws {
        let rows = [1, 2, 3, 4].map { Script.level($0, price: 600, wobble: 60_000) }
        #expect(try judge("pid-unseen", rows + [fork]).verdict == .cannotTell)
    }

    @Test func withoutNamespacesThereIsABoundAndItIsSaidToBeOne() throws {
        let refused = Record.without("create.pid.level", .skipped, "no PID namespace of one's own")
        let judgement = try judge("pid-unseen", [refused, fork, thread])
        #expect(judgement.verdict == .cannotTell)
        #expect(
            judgement.reason
                == "create.pid.level was skipped: no PID namespace of one's own; all that is known is a bound: a PID "
                + "costs less than create.clone.thread, 16000 ns [15999, 16001].")
    }
}

@Suite struct PidScaleTests {
    private let none = Script("create.clone.vm", 25_000).record
    private func crowd(_ cost: Double) -> Record {
        Script("create.pid.live@live=30000", cost).with([.liveTasks: 30_000])
    }
    private func space(_ name: String, _ cost: Double) -> Record {
        Script("create.pid.\(name)", cost, less: 25_000).record
    }
    private func parallel(_ kind: String, _ cost: Double, waits: [RowFact: Double]) -> Record {
        Script("create.parallel.\(kind)", cost, less: 16_000).with(waits.merging([.creators: 20]) { $1 })
    }

    private func rows(together: Double, waits: [RowFact: Double] = [:], crowded: Double = 25_200) -> [Record] {
        [
            none, crowd(crowded), space("full", 25_100), space("wrap", 25_050),
            parallel("processes", together, waits: waits), parallel("threads", together, waits: waits),
        ]
    }

    @Test func flatEverywhereHolds() throws {
        let judgement = try judge("pid-scale", rows(together: 16_500))
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("On one CPU the claim 'holds', with a creator on every CPU 'holds'."))
        #expect(judgement.here.figures.count == 5)
    }

    @Test func itMayHoldForOneCPUAndFallForMany() throws {
        let judgement = try judge("pid-scale", rows(together: 90_000, waits: [.lockWaits(in: "alloc_pid"): 0.8]))
        #expect(judgement.verdict == .doesNotHold)
        #expect(
            judgement.reason.contains("On one CPU the claim 'holds', with a creator on every CPU 'does not hold'."))
    }

    @Test func anotherLockIsNotThePIDsFault() throws {
        let judgement = try judge(
            "pid-scale",
            rows(together: 90_000, waits: [.lockWaits(in: "copy_process"): 3, .lockWaits(in: "alloc_pid"): 0.01]))
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason.contains("the PIDs' lock is waited for less than once in 20 tasks"))
        let shared = try judge(
            "pid-scale",
            rows(together: 90_000, waits: [.lockWaits(in: "copy_process"): 0.3, .lockWaits(in: "free_pid"): 0.1]))
        #expect(shared.verdict == .cannotTell)
        #expect(
            shared.reason.contains("the PIDs' lock is waited for 0.1 times a task, less than half of 0.4 waits for any")
        )
        let unnamed = try judge("pid-scale", rows(together: 90_000))
        #expect(unnamed.verdict == .cannotTell)
        #expect(unnamed.reason.contains("no lock could be named"))
    }

    @Test func dearerAmongManyFallsOnOneCPU() throws {
        let judgement = try judge("pid-scale", rows(together: 16_500, crowded: 40_000))
        #expect(judgement.verdict == .doesNotHold)
        #expect(judgement.reason.contains("among 30000 live tasks 1.60 ["))
    }

    @Test func whatIsMissingIsSaid() throws {
        let judgement = try judge("pid-scale", [none, crowd(25_100)], probes: ["create.pid.full"])
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason.contains("Missing: create.pid.full is not in this result"))
        let failed = Record.without("create.pid.live@live=30000", .failed, "the machine has 32768 numbers")
        let few = Script("create.pid.live@live=0", 25_000).with([.liveTasks: 0])
        #expect(
            try judge("pid-scale", [few, failed, space("wrap", 25_050)]).reason.contains(
                "Missing: create.pid.live@live=30000 failed: the machine has 32768 numbers; "))
        #expect(try judge("pid-scale", []).verdict == .cannotTell)
    }
}

@Suite struct PidOrderTests {
    private func verdict(_ facts: [RowFact: Double]) throws -> Verdict {
        try judge("pid-order", [Script("create.pid.wrap", 25_000, less: 25_000).with(facts)]).verdict
    }

    @Test func eachToTheNextAndWrappingAtTheEndHolds() throws {
        let tight: [RowFact: Double] = [
            .steps: 1535, .stepsToNext: 1529, .stepsDown: 6, .pidMax: 512, .wrapFrom: 511,
        ]
        #expect(try verdict(tight.merging([.wrapTo: 300]) { $1 }) == .holds)
        #expect(try verdict(tight.merging([.wrapTo: 300, .wrapFrom: 400]) { $1 }) == .doesNotHold)
        #expect(try verdict(tight.merging([.wrapTo: 300, .stepsToNext: 1400]) { $1 }) == .doesNotHold)
    }

    @Test func withoutAWrapItIsHalfTheAnswer() throws {
        #expect(try verdict([.steps: 10, .stepsToNext: 10, .stepsDown: 0, .pidMax: 512]) == .cannotTell)
        #expect(try verdict([.steps: 10, .stepsToNext: 8, .stepsDown: 0, .pidMax: 512]) == .doesNotHold)
    }

    @Test func absurdNumbersDoNoHarm() throws {
        #expect(
            try verdict([.steps: 1e300, .stepsToNext: -1e300, .stepsDown: 1e18, .pidMax: 0]) == .doesNotHold)
        #expect(try verdict([:]) == .cannotTell)
    }
}

@Suite struct CreateLockTests {
    private func rows(_ processes: Double, _ threads: Double) -> [Record] {
        [("processes", processes), ("threads", threads)].map { kind, cost in
            Script("create.parallel.\(kind)@creators=4", cost, less: 16_000)
                .with([.creators: 4, .lockWaits(in: "alloc_pid"): 0.5])
        }
    }

    @Test func fullSpeedOnEveryCPUHolds() throws {
        let judgement = try judge("create-lock", rows(16_500, 17_000))
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("alloc_pid (0.5 times)"))
    }

    @Test func halfSpeedDoesNot() throws {
        #expect(try judge("create-lock", rows(32_000, 17_000)).verdict == .doesNotHold)
    }
}

@Suite struct SetupTests {
    private let thread = Script("create.clone.thread", 16_000).record
    private let fiber = Script("create.fiber", 2000).record
    private func weight(_ of: String, _ bytes: Double) -> Record {
        Script("weight.\(of)", bytes).with([:], unit: .bytes)
    }

    @Test func lessTimeAndLessMemoryHolds() throws {
        let judgement = try judge(
            "setup-cost", [thread, fiber, weight("thread", 35_000), weight("fiber", 4400), weight("state", 24)])
        #expect(judgement.verdict == .holds)
        #expect(judgement.reason.contains("weight.fiber 4400 bytes ["))
        let figure = try #require(judgement.here.figures.first { $0.of == "weight.state" })
        #expect(figure.bytes?.median == 24 && figure.cost == nil)
    }

    @Test func oneOfTheTwoIsNotEnough() throws {
        #expect(try judge("setup-cost", [thread, fiber]).verdict == .cannotTell)
        let heavy = [thread, fiber, weight("thread", 4000), weight("fiber", 4400)]
        #expect(try judge("setup-cost", heavy).verdict == .doesNotHold)
    }
}
