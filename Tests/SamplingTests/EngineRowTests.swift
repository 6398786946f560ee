import Testing

@testable import Sampling

/// What becomes of single rows: what they leave in the record, and how one that goes wrong leaves the others alone.
@Suite struct EngineRowTests {
    private let clock = VirtualClock()
    private let plan = Plan.scripted(budget: 1_000_000_000, launches: 3)

    private func run(
        _ maker: ScriptedMaker, _ subjects: [Subject], plan: Plan? = nil,
        isInterrupted: @escaping () -> Bool = { false }
    ) -> [Record] {
        let clock = clock
        var engine = Engine(
            plan: plan ?? self.plan, subjects: subjects, maker: maker, now: { clock.nanoseconds },
            isInterrupted: isInterrupted)
        return engine.run()
    }

    // MARK: - The record

    @Test func columnsFitTogether() {
        let maker = ScriptedMaker(["a.pair": Script(hasBaseline: true)], clock: clock)
        let records = run(maker, [subject("a.pair"), subject("a.single")])
        for record in records {
            #expect(!record.launches.isEmpty)
            for launch in record.launches {
                let visits = launch.rounds.count
                let isPair = record.name == "a.pair"
                #expect(launch.isConsistent)
                #expect(launch.times.count == visits * launch.pairs)
                #expect(launch.baseline.count == (isPair ? visits * launch.pairs : 0))
                #expect(launch.chain.count == visits * (launch.pairs * (isPair ? 2 : 1) + 1))
                #expect(launch.adds.count == launch.chain.count)
                #expect(launch.rounds == launch.rounds.sorted())
                #expect(launch.tally.operations == visits * launch.pairs * launch.iterations)
            }
            #expect(record.version == 3)
            #expect(record.notes == ["a note of \(record.name)"])
        }
    }

    /// So many operations are proved that a few switches of other tasks are less than one in a hundred of them.
    @Test func theProofIsLongByCount() {
        let maker = ScriptedMaker(
            ["a.slow": Script(hasBaseline: true, nanoseconds: 20_000, switches: 1)], clock: clock)
        _ = run(maker, [subject("a.slow", does: [.contextSwitches: 1])])
        let (proofs, baselines) = (maker.proofs.filter { !$0.baseline }, maker.proofs.filter(\.baseline))
        #expect(proofs.last.map { $0.iterations >= 2000 } == true, "\(proofs)")
        #expect(baselines.last.map { $0.iterations >= 2000 } == true, "\(baselines)")
    }

    @Test func figuresArePerOperation() throws {
        let maker = ScriptedMaker(["a.cost": Script(hasBaseline: true, nanoseconds: 4000)], clock: clock)
        let records = run(maker, [subject("a.cost", operationsPerIteration: 2)])
        let summary = Summary(of: records[0], sentinels: SentinelReference(records: records))
        let (cost, baseline, net) = (
            try #require(summary.cost), try #require(summary.baseline), try #require(summary.net)
        )
        #expect(abs(cost.median - 2000) < 1)
        #expect(abs(baseline.median - 500) < 1)
        #expect(abs(net.median - 1500) < 1)
    }

    @Test func visitsOfOneRoundBelongTogether() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, [subject("a.one"), subject("a.two")])
        let (one, two) = (records[0].launches.flatMap(\.rounds), records[1].launches.flatMap(\.rounds))
        #expect(Set(one).count == one.count)
        #expect(!Set(one).isDisjoint(with: two))
    }

    // MARK: - The proof

    @Test func operationAndBaselineAreProvedLongEnough() {
        let maker = ScriptedMaker(
            ["a.pair": Script(hasBaseline: true), "a.long": Script(nanoseconds: 5e6)], clock: clock)
        let records = run(maker, [subject("a.pair"), subject("a.long")])
        #expect(records.allSatisfy { $0.proof?.operations ?? 0 >= 16 })
        #expect(records[0].baselineProof != nil)
        #expect(records[1].baselineProof == nil)
        #expect(maker.proofs.filter { $0.name == "a.pair" }.map(\.baseline) == [false, false, true])
    }

    @Test func aCountThatContradictsTheDeclarationMakesTheRowInvalid() {
        let maker = ScriptedMaker(
            ["a.true": Script(switches: 1), "a.false": Script(switches: 0.5)], clock: clock)
        let rows = (["a.true", "a.false"] as [RowName]).map { subject($0, does: [.contextSwitches: 1]) }
        let records = run(maker, rows)
        #expect(records.map(\.status) == [.measured, .invalid])
        #expect(records[1].reason == "declares 1.00 context switches per call, the kernel counted 0.50")
        // It is measured all the same: the figure shows what was done instead.
        #expect(records[1].batches > 0)
    }

    @Test func aBaselineThatSwitchesMakesTheRowInvalid() {
        let script = Script(hasBaseline: true, switches: 1, baselineSwitches: 0.2)
        let records = run(ScriptedMaker(["a": script], clock: clock), [subject("a", does: [.contextSwitches: 1])])
        #expect(records[0].status == .invalid)
        #expect(records[0].reason?.hasPrefix("the baseline ") == true)
    }

    // MARK: - What goes wrong

    @Test(arguments: [
        (ProbeFailure.Kind.skipped, Status.skipped), (.failed, .failed),
    ])
    func aRowThatCannotBeOpenedCostsItselfAlone(_ kind: ProbeFailure.Kind, _ status: Status) {
        let failure = ProbeFailure(kind, "no such thing here")
        let maker = ScriptedMaker(["a.bad": Script(refusesToOpen: (1, failure))], clock: clock)
        let records = run(maker, [subject("a.bad"), subject("a.good")])
        #expect(records[0].status == status)
        #expect(records[0].reason == "no such thing here")
        #expect(records[0].launches.isEmpty)
        #expect(records[1].status == .measured)
        #expect(maker.opened["a.bad"] == 1)
        #expect(maker.left == 0)
    }

    @Test func aRowThatBreaksInTheMiddleIsEndedAndTheOthersGoOn() {
        let failure = ProbeFailure(.failed, "the worker was killed by signal 9 (Killed)")
        let maker = ScriptedMaker(["a.bad": Script(breaks: (30, failure))], clock: clock)
        let records = run(maker, [subject("a.bad"), subject("a.good")])
        #expect(records[0].status == .failed)
        #expect(records[0].reason == failure.reason)
        #expect(records[1].status == .measured)
        #expect(records[1].launches.count == 3)
        #expect(maker.visits(of: "a.bad") == 30)
        #expect(maker.left == 0)
    }

    @Test func aRowThatCannotBeLaunchedAgainKeepsItsReason() {
        let failure = ProbeFailure(.failed, "no worker can be started: Resource temporarily unavailable")
        let maker = ScriptedMaker(["a.bad": Script(refusesToOpen: (3, failure))], clock: clock)
        let records = run(maker, [subject("a.bad"), subject("a.good")])
        #expect(records[0].status == .failed)
        #expect(records[0].launches.count == 1)
        #expect(records[1].status == .measured)
    }

    /// A run of hours keeps no more than a result can hold, and what it keeps is from all of it.
    @Test func samplesAreThinned() throws {
        let maker = ScriptedMaker(["a.pair": Script(hasBaseline: true, switches: 1)], clock: clock)
        let clock = clock
        var engine = Engine(
            plan: Plan.scripted(budget: 4_000_000_000, precision: -1, launches: 2),
            subjects: [subject("a.pair", does: [.contextSwitches: 1])], maker: maker, now: { clock.nanoseconds })
        engine.mostBatches = 400
        let record = engine.run()[0]
        #expect(maker.visits.count * 4 > 3_000 && (150...400).contains(record.batches), "\(record.batches)")
        #expect(record.launches.allSatisfy(\.isConsistent) && record.status == .measured)
        let rounds = record.launches.flatMap(\.rounds)
        let last = try #require(rounds.last)
        #expect(rounds == rounds.sorted() && rounds.count { $0 * 2 > last } * 4 > rounds.count)
    }

    /// What is taken away from outside takes nothing from what was measured before.
    @Test(arguments: [ProbeFailure.Kind.skipped, .cut]) func aRowThatIsCutShortKeepsWhatItHas(
        _ kind: ProbeFailure.Kind
    ) {
        let failure = ProbeFailure(kind, "CPU 1 is not available: Invalid argument")
        for script in [Script(refusesToOpen: (3, failure)), Script(breaks: (60, failure))] {
            let records = run(
                ScriptedMaker(["a.cut": script], clock: clock), [subject("a.cut"), subject("a.good")])
            #expect(records[0].status == .measured && records[0].cutShort == failure.reason)
            #expect(records[0].batches >= Estimate.fewestValues && records[1].cutShort == nil)
            let conditions = RunConditions(plan: plan, cpu: 0, otherCPU: nil, clock: "tsc", began: 0)
            let notes = Figure(records[0], sentinels: nil, run: conditions).notes
            #expect(notes.contains("cut short after \(records[0].batches) batches: \(failure.reason)"), "\(notes)")
        }
        let early = ScriptedMaker(["a.cut": Script(refusesToOpen: (1, failure))], clock: clock)
        let record = run(early, [subject("a.cut")])[0]
        #expect(record.status == (kind == .skipped ? .skipped : .failed) && record.reason == failure.reason)
    }

    /// Where no worker can work, the first says so for all.
    @Test func aBarredRunEndsWithTheFirstRow() {
        let maker = ScriptedMaker(
            ["a.one": Script(refusesToOpen: (1, ProbeFailure(.barred, "no prctl")))], clock: clock)
        let records = run(maker, [subject("a.one"), subject("a.two")])
        #expect(records.allSatisfy { $0.status == .failed && $0.reason == "no prctl" })
        #expect(maker.opened["a.two"] == nil && maker.left == 0)
    }

    @Test func nothingAtAllToRunEndsAtOnce() {
        #expect(run(ScriptedMaker([:], clock: clock), []).isEmpty)
        #expect(clock.nanoseconds == 0)
    }

    // MARK: - The user

    @Test func anInterruptedRunKeepsWhatItHasAndLeavesNothingOpen() {
        let maker = ScriptedMaker([:], clock: clock)
        var isOver = false
        maker.afterVisit = { if $0 == 60 { isOver = true } }
        let records = run(maker, [subject("a.one"), subject("a.two")], isInterrupted: { isOver })
        #expect(maker.visits.count == 60)
        #expect(records.reduce(0) { $0 + $1.batches } > 0)
        #expect(records.allSatisfy { $0.status == .measured && $0.launches.allSatisfy(\.isConsistent) })
        #expect(maker.left == 0)
    }

    @Test func rowsThatAnInterruptedRunNeverReachedAreSkippedAndSaySo() {
        let maker = ScriptedMaker([:], clock: clock)
        var isOver = false
        maker.afterVisit = { if $0 == 2 { isOver = true } }
        let records = run(maker, [subject("a.one"), subject("a.two")], isInterrupted: { isOver })
        #expect(records.map(\.status) == [.skipped, .skipped])
        #expect(records.allSatisfy { $0.reason == "the run was ended before it was measured" })
        #expect(maker.left == 0)
    }

    @Test func aWaitThatIsInterruptedIsNoFaultOfTheRow() {
        let maker = ScriptedMaker(
            ["a.one": Script(breaks: (40, ProbeFailure(.interrupted, "the run was interrupted")))], clock: clock)
        var isOver = false
        maker.afterVisit = { if $0 >= 39 { isOver = true } }
        let records = run(maker, [subject("a.one")], isInterrupted: { isOver })
        #expect(records[0].failure == nil)
        #expect(records[0].status == .measured)
        #expect(maker.left == 0)
    }

    // MARK: - Room

    @Test func noMoreTasksAreAliveThanThereIsRoomFor() {
        let maker = ScriptedMaker([:], clock: clock)
        var plan = plan
        plan.capacity = 5
        let rows = (0..<9).map { subject("a.row\($0)", tasks: 1 + $0 % 3) }
        let records = run(maker, rows, plan: plan)
        #expect(maker.mostAlive <= 5)
        #expect(records.allSatisfy { $0.status == .measured && $0.launches.count == 3 })
        #expect(maker.left == 0)
    }

    @Test func withoutALimitAllRowsAreAliveTogether() {
        let maker = ScriptedMaker([:], clock: clock)
        _ = run(maker, (0..<9).map { subject("a.row\($0)", tasks: 2) })
        #expect(maker.mostAlive == 18)
    }
}
