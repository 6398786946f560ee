import Sampling
import Testing

/// The engine on scripts, in a time of its own.
@Suite struct EngineTests {
    private let clock = VirtualClock()

    private func run(
        _ maker: ScriptedMaker, _ subjects: [Subject], _ plan: Plan,
        isInterrupted: @escaping () -> Bool = { false },
        watch: @escaping (Engine.Event, [Record], Double) -> Void = { _, _, _ in }
    ) -> [Record] {
        let clock = clock
        var engine = Engine(
            plan: plan, subjects: subjects, maker: maker, now: { clock.nanoseconds }, isInterrupted: isInterrupted,
            watch: watch)
        return engine.run()
    }

    private func plan(seconds: Double = 1, launches: Int = 3, seed: UInt64 = 1) -> Plan {
        Plan.scripted(budget: Int64(seconds * 1e9), launches: launches, seed: seed)
    }

    private let names: [RowName] = ["a.one", "a.two", "b.three", "b.four", "c.five"]

    /// A run that goes on from another counts its rounds on: no row of one is a neighbour of a row of the other.
    @Test func roundsAreCountedOn() {
        let maker = ScriptedMaker([:], clock: clock)
        let clock = clock
        func rounds(after round: Int) -> [Int] {
            var engine = Engine(
                plan: plan(seconds: 0.1), subjects: [subject("a.one")], maker: maker, after: round,
                now: { clock.nanoseconds })
            return engine.run().flatMap(\.launches).flatMap(\.rounds)
        }
        #expect(rounds(after: 0).first == 1)
        let later = rounds(after: 4000)
        #expect(later.first == 4001 && later == later.sorted())
    }

    // MARK: - Order

    /// The rows in the order of the visits of each round of one launch.
    private func orders(seed: UInt64) -> [[RowName]] {
        var rounds: [[RowName]] = [[]]
        let maker = ScriptedMaker([:], clock: VirtualClock())
        let clock = maker.clock
        var engine = Engine(
            plan: plan(seconds: 0.3, launches: 1, seed: seed), subjects: names.map { subject($0) }, maker: maker,
            now: { clock.nanoseconds },
            watch: { event, _, _ in
                switch event {
                case .visiting(let name, _): rounds[rounds.count - 1].append(name)
                case .roundEnded: rounds.append([])
                default: break
                }
            })
        _ = engine.run()
        return rounds.filter { !$0.isEmpty }
    }

    @Test func roundsAreInRandomOrder() {
        let first = orders(seed: 1)
        #expect(first.count >= 4)
        #expect(first.allSatisfy { Set($0).count == $0.count })
        #expect(Set(first.filter { $0.count == names.count }).count > 1, "all rounds had one order")
        #expect(first.allSatisfy { Set($0).isSubset(of: names) })
    }

    @Test func theSeedDecidesTheOrder() {
        #expect(orders(seed: 1) == orders(seed: 1))
        #expect(orders(seed: 1) != orders(seed: 2))
    }

    /// A study may leave its worker slower: batches are as long, and proofs too, as if there had been none.
    @Test func aStudyComesLast() {
        let orders = [String?.none, "what was found"].map { found in
            let maker = ScriptedMaker(["a.study": Script(nanoseconds: 50_000, studied: found)], clock: clock)
            let records = run(maker, [subject("a.study")], plan())
            #expect(records[0].notes == ["a note of a.study"] + [found].compactMap(\.self))
            return (maker.proofs.map(\.iterations), records[0].launches.map(\.iterations))
        }
        #expect(orders[0] == orders[1])
        #expect(orders[1].1.allSatisfy { $0 == 5 }, "\(orders[1])")
    }

    @Test func recordsStandInTheOrderGiven() {
        let maker = ScriptedMaker([:], clock: clock)
        #expect(run(maker, names.map { subject($0) }, plan()).map(\.name) == names)
    }

    // MARK: - Launches and budget

    @Test func everyLaunchIsAFreshInstrumentAndOneMoreProves() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, names.map { subject($0) }, plan(launches: 4))
        for record in records {
            #expect(record.launches.count == 4)
            #expect(maker.opened[record.name] == 5)
            #expect(record.status == .measured)
        }
        #expect(maker.left == 0)
    }

    @Test func theBudgetIsUsedUpAndHardlyMore() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, names.map { subject($0) }, plan(seconds: 2))
        let visit = Int64(4 * 300_000)
        #expect(clock.nanoseconds >= 2_000_000_000 - 3 * Int64(names.count) * visit)
        #expect(clock.nanoseconds <= 2_000_000_000 + Int64(names.count) * (visit + 1_000_000))
        #expect(records.allSatisfy { $0.status == .measured })
    }

    @Test func launchesShareTheBudgetEvenly() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, [subject("a.one")], plan(seconds: 3, launches: 3))
        let visits = records[0].launches.map(\.rounds.count)
        #expect(visits.count == 3)
        #expect(abs(visits[1] - visits[2]) <= 3, "\(visits)")
        // What getting warm took, five times 16 batches, the first launch gave.
        #expect((0...25).contains(visits[1] - visits[0]), "\(visits)")
    }

    @Test func aBudgetThatIsGoneAfterTheProofsStillGivesEachRowItsFewestBatches() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, names.map { subject($0) }, plan(seconds: 0.001))
        for record in records {
            #expect(record.status == .measured)
            #expect(record.launches.count == 1)
            #expect(record.batches >= Estimate.fewestValues && record.batches < 3 * Estimate.fewestValues)
        }
        #expect(maker.left == 0)
    }

    // MARK: - Precision

    @Test func precisionEndsTheRunEarly() {
        let maker = ScriptedMaker([:], clock: clock)
        var plan = plan(seconds: 600)
        plan.stopsWhenPrecise = true
        plan.batch = 50_000_000
        let records = run(maker, names.map { subject($0) }, plan)
        #expect(clock.nanoseconds < 550_000_000_000)
        let sentinels = SentinelReference(records: records)
        for record in records { #expect(Summary(of: record, sentinels: sentinels).reaches(plan.precision)) }
    }

    @Test func aNoisyRowKeepsTheRunGoingToTheBudget() {
        let maker = ScriptedMaker(["a.two": Script(spread: 0.9)], clock: clock)
        var plan = plan(seconds: 4)
        plan.stopsWhenPrecise = true
        plan.precision = 0.0001
        plan.batch = 1_000_000
        _ = run(maker, [subject("a.one"), subject("a.two")], plan)
        #expect(clock.nanoseconds >= 3_990_000_000)
    }

    @Test func impreciseRowsGetMoreVisits() {
        let maker = ScriptedMaker(["a.noisy": Script(spread: 0.9)], clock: clock)
        // The first two launches are for all; from the third on there is an interval.
        var plan = plan(seconds: 10, launches: 8)
        plan.precision = 0.001
        plan.batch = 1_000_000
        _ = run(maker, [subject("a.still"), subject("a.noisy")], plan)
        #expect(maker.visits(of: "a.noisy") > 2 * maker.visits(of: "a.still"))
    }

    // MARK: - Calibration

    @Test func batchesAreAsLongAsWanted() {
        let scripts: [RowName: Script] = [
            "a.short": Script(nanoseconds: 0.3), "a.usual": Script(nanoseconds: 1500),
            "a.long": Script(nanoseconds: 80_000_000),
        ]
        let maker = ScriptedMaker(scripts, clock: clock)
        let records = run(maker, scripts.keys.sorted().map { subject($0) }, plan(seconds: 20))
        for record in records {
            let wanted = Double(plan().batch)
            for launch in record.launches {
                let took = launch.times.map(Double.init)
                if record.name == "a.long" {
                    #expect(launch.iterations == 1)
                    #expect(launch.pairs == 1)
                } else {
                    #expect(took.allSatisfy { $0 > wanted * 0.85 && $0 < wanted * 1.3 }, "\(record.name): \(took)")
                    #expect(launch.pairs == 4)
                }
            }
        }
    }

    @Test func aLoopThatTakesNoTimeAtAllStopsGrowing() {
        let maker = ScriptedMaker(["a.nothing": Script(nanoseconds: 0)], clock: clock)
        let records = run(maker, [subject("a.nothing")], plan(seconds: 0.1))
        #expect(records[0].launches.allSatisfy { $0.iterations == 1 << 32 })
        #expect(maker.left == 0)
    }

    /// A hop may take a second where CPUs share one. Hundreds of them are not waited for, and the row says why.
    @Test func whatIsTooSlowToBeProvedIsSkipped() {
        let scripts: [RowName: Script] = [
            "a.hop": Script(nanoseconds: 1e9, switches: 1), "a.slow": Script(nanoseconds: 2e9),
            "a.long": Script(nanoseconds: 5e8),
        ]
        let maker = ScriptedMaker(scripts, clock: clock)
        let subjects = [subject("a.hop", does: [.contextSwitches: 1]), subject("a.slow"), subject("a.long")]
        let records = run(maker, subjects, plan(seconds: 60))
        #expect(
            records.map(\.failure?.reason) == [
                "too slow to be proved here: the kernel would have to count 256 iterations of 1.00 s",
                "too slow to be proved here: the kernel would have to count 16 iterations of 2.00 s", nil,
            ])
        #expect(records.prefix(2).allSatisfy { $0.status == .skipped })
        #expect(Set(maker.proofs.map(\.name)) == ["a.long"])
        #expect(maker.left == 0)
    }
}
