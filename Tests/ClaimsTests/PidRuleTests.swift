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
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.headline.text == "0.312 %")
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
            ", 1.00 times as much by the slope; with what is paid once that is 0.200 % [0.1",
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
        #expect(judgement.verdict.word == .doesNotHold)
        #expect(
            judgement.reason.contains("share of create.clone.thread 7.50 % [")
                && judgement.reason.contains("at most 1 %"))
        #expect(judgement.reason.contains("share of create.fork 2.00 % ["))
    }

    /// The mail is about threads. Held against a fork with much memory, as by the old rule, the same price is below 1
    /// %.
    @Test func theThreadDecidesAndNotTheFork() throws {
        let judgement = try judge("pid-unseen", levels(294) + [fork, thread])
        #expect(judgement.verdict.text == "off by 1.84×")
        #expect(judgement.reason.contains("share of create.fork 0.490 % ["))
        #expect(judgement.reason.contains("They differ: 'share of create.clone.thread' decides"))
        let without = try judge("pid-unseen", levels(294) + [fork], probes: ["create.clone.thread"])
        #expect(without.verdict.needs?.rows == ["create.clone.thread"])
    }

    /// What a task pays once for its number is no slope: the line's beginning counts.
    @Test func whatIsPaidOnceCounts() throws {
        let rows = [1, 8, 16, 31].map { levels in
            Script("create.pid.level@levels=\(levels)", 25_300 + 50 * Double(levels), less: 25_000, wobble: spread(20))
                .with([.levels: Double(levels)])
        }
        let judgement = try judge("pid-unseen", rows + [thread])
        #expect(judgement.headline.text == "2.19 %")
        #expect(judgement.verdict.word == .doesNotHold)
    }

    @Test func aProfileIsSaidBeside() throws {
        var profiled = thread
        profiled.facts = [.pidProfileShare: 0.055]
        let judgement = try judge("pid-unseen", levels(50) + [profiled])
        #expect(
            judgement.reason.contains("A profile of create.clone.thread by call chains has 5.50 % in PID management"))
    }

    @Test func oneDepthIsEnoughForTheSecondMethod() throws {
        let judgement = try judge("pid-unseen", [Script.level(31, price: 1200), fork, thread])
        #expect(judgement.verdict.word == .doesNotHold)
        #expect(judgement.reason.contains("31 at once, against none, make 1200 ns"))
        #expect(!judgement.reason.contains("straight line"))
    }

    @Test func twoMethodsThatDisagreeCannotTell() throws {
        let steep = [1, 4, 8, 16].map { Script.level($0, price: 50) } + [Script.level(31, price: 5)]
        let judgement = try judge("pid-unseen", steep + [fork, thread])
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.reason.hasSuffix("differ by more than a factor of 1.5, so neither is believed."))
    }

    @Test func noiseCannotTell() throws {
        let rows = [1, 2, 3, 4].map { Script.level($0, price: 600, wobble: 60_000) }
        #expect(try judge("pid-unseen", rows + [fork, thread]).verdict.word == .cannotTell)
    }

    @Test func withoutNamespacesThereIsABoundAndItIsSaidToBeOne() throws {
        let refused = Record.without("create.pid.level", .skipped, "no PID namespace of one's own")
        let judgement = try judge("pid-unseen", [refused, fork, thread])
        #expect(judgement.verdict.word == .cannotTell && judgement.verdict.needs == .row)
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
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("On one CPU the claim: holds. With a creator on every CPU: holds."))
        #expect(judgement.here.figures.count == 5)
    }

    @Test func itMayHoldForOneCPUAndFallForMany() throws {
        let judgement = try judge("pid-scale", rows(together: 90_000, waits: [.lockWaits(in: "alloc_pid"): 0.8]))
        #expect(judgement.verdict.word == .doesNotHold)
        #expect(judgement.reason.contains("On one CPU the claim: holds. With a creator on every CPU: does not hold."))
    }

    @Test func anotherLockIsNotThePIDsFault() throws {
        let judgement = try judge(
            "pid-scale",
            rows(together: 90_000, waits: [.lockWaits(in: "copy_process"): 3, .lockWaits(in: "alloc_pid"): 0.01]))
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.reason.contains("the PIDs' lock is waited for less than once in 20 tasks"))
        let shared = try judge(
            "pid-scale",
            rows(together: 90_000, waits: [.lockWaits(in: "copy_process"): 0.3, .lockWaits(in: "free_pid"): 0.1]))
        #expect(shared.verdict.word == .cannotTell)
        #expect(
            shared.reason.contains("the PIDs' lock is waited for 0.1 times a task, less than half of 0.4 waits for any")
        )
        let unnamed = try judge("pid-scale", rows(together: 90_000))
        #expect(unnamed.verdict.word == .cannotTell)
        #expect(unnamed.reason.contains("no lock could be named"))
    }

    @Test func dearerAmongManyFallsOnOneCPU() throws {
        let judgement = try judge("pid-scale", rows(together: 16_500, crowded: 40_000))
        #expect(judgement.verdict.text == "off by 1.45×")
        #expect(judgement.reason.contains("among 30000 live tasks 1.60× ["))
        #expect(try judge("pid-scale", rows(together: 16_500, crowded: 80_000)).verdict.word == .doesNotHold)
    }

    /// Two creators hardly ever meet at a lock. By the old rule two CPUs were enough to decide.
    @Test func fewCreatorsDecideNothing() throws {
        let two = ["processes", "threads"].map { kind in
            Script("create.parallel.\(kind)", 16_100, less: 16_000).with([.creators: 2])
        }
        let alone = [none, crowd(25_200), space("full", 25_100), space("wrap", 25_050)]
        let judgement = try judge("pid-scale", alone + two)
        #expect(judgement.verdict.text == "cannot tell here: needs 8 CPUs")
        #expect(judgement.reason.contains("With 2 creators with 2 creators (create.parallel.processes) 1.01× ["))
        // What one CPU refutes is refuted.
        let crowded = [none, crowd(80_000), space("full", 25_100), space("wrap", 25_050)]
        #expect(try judge("pid-scale", crowded + two).verdict.word == .doesNotHold)
    }

    @Test func whatIsMissingIsSaid() throws {
        let judgement = try judge("pid-scale", [none, crowd(25_100)], probes: ["create.pid.full"])
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.reason.contains("Missing: create.pid.full is not in this result"))
        let failed = Record.without("create.pid.live@live=30000", .failed, "the machine has 32768 numbers")
        let few = Script("create.pid.live@live=0", 25_000).with([.liveTasks: 0])
        #expect(
            try judge("pid-scale", [few, failed, space("wrap", 25_050)]).reason.contains(
                "Missing: create.pid.live@live=30000 failed: the machine has 32768 numbers; "))
        #expect(try judge("pid-scale", []).verdict.word == .cannotTell)
    }
}
