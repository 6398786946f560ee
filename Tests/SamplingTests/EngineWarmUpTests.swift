import Testing

@testable import Sampling

/// Rows get warm among the others, by as much work as each needs.
@Suite struct EngineWarmUpTests {
    private let clock = VirtualClock()
    private let names: [RowName] = ["a.one", "a.two", "b.three"]

    private func run(
        _ maker: ScriptedMaker, _ subjects: [Subject], seconds: Double = 10, batch: Int64 = 5_000_000,
        warmUpShare: Double = 0.2
    ) -> [Record] {
        let clock = clock
        var plan = Plan.scripted(budget: Int64(seconds * 1e9), launches: 3)
        (plan.batch, plan.warmUpShare) = (batch, warmUpShare)
        var engine = Engine(plan: plan, subjects: subjects, maker: maker, now: { clock.nanoseconds })
        return engine.run()
    }

    // MARK: - The curve

    @Test(
        arguments: [
            ([], 0, true), ([[]], 0, true), ([[100]], 0, true), ([[100, 100, 100, 100, 100]], 0, true),
            // A percent is as good as level, and what is dearer later was level before.
            ([[100.9, 100, 100, 100, 100]], 0, true), ([[100, 100, 130, 100, 140]], 0, true),
            ([[200, 100, 100, 100, 100]], 1, true), ([[400, 300, 200, 100, 100]], 4, true),
            ([[500, 400, 300, 200, 100]], 8, false), ([[100, 110, 90]], 2, false), ([[100, 90, 110, 110]], 1, true),
            // One round in which something else happened does not count, nor does one that was cut off.
            ([[100, 100, 100], [100, 900, 50], [100, 100, 100]], 0, true),
            ([[300, 200, 100, 100], [300], [300, 200, 100, 100]], 2, true),
            // A neighbour slows most stretches, now these and now those.
            ([[140, 100, 130], [100, 135, 128], [139, 100, 100], [100, 150, 100], [144, 120, 90]], 0, true),
        ] as [([[Double]], Int, Bool)])
    func levelIsTheFirstStretchThatNoneUndercuts(rounds: [[Double]], batches: Int, isLevel: Bool) {
        let curve = WarmUp(rounds)
        #expect(curve.batches == batches && curve.isLevel == isLevel)
    }

    @Test func whatTakesLongToGetWarmStaysLonger() {
        let order = VisitOrder(pairs: 4, iterations: 250, baselineIterations: 10)
        for (batches, pairs) in [(0, 4), (1, 4), (4, 4), (8, 8), (64, 64), (256, 64)] {
            let warmed = order.warmed(by: batches, most: 64)
            #expect(warmed.warmUp == batches * 250 && warmed.pairs == pairs)
            #expect(warmed.iterations == 250 && warmed.baselineIterations == 10)
        }
        #expect(VisitOrder(pairs: 80, iterations: 1, baselineIterations: 0).warmed(by: 256, most: 64).pairs == 80)
    }

    /// A fresh worker is cold, and what it was calibrated by is dearer than what follows.
    @Test func batchesAreAsLongWhereARowGotCheaper() {
        let order = VisitOrder(pairs: 4, iterations: 100, baselineIterations: 10)
        // Nanoseconds of an iteration, of batches of 30 µs.
        for (each, iterations) in [(400.0, 100), (300, 100), (226, 100), (200, 150), (100, 300), (1, 400)] {
            let longer = order.lengthened(to: 30_000, at: each)
            #expect(longer.iterations == iterations, "\(each)")
            #expect(longer.baselineIterations == 10 && longer.pairs == 4)
        }
        for each in [nil, 0, .nan] { #expect(order.lengthened(to: 30_000, at: each) == order) }
        let single = VisitOrder(pairs: 4, iterations: 1, baselineIterations: 0)
        #expect(single.lengthened(to: 30_000, at: 20_000).iterations == 1)
    }

    // MARK: - The rounds

    @Test func rowsThatGotCheaperAreTimedInBatchesAsLong() {
        let maker = ScriptedMaker(["a.one": Script(warming: [[1, 0.5, 0.4]])], clock: clock)
        let records = run(maker, names.map { subject($0) })
        let iterations = records.map { $0.launches[0].iterations }
        #expect(iterations[0] > 2 * iterations[1] && iterations[1] == iterations[2], "\(iterations)")
        #expect(records[0].launches.allSatisfy { $0.iterations == iterations[0] })
    }

    @Test func everyRowIsAskedInRoundsOfAllRowsInTheFirstLaunchAlone() {
        let maker = ScriptedMaker([:], clock: clock)
        let records = run(maker, names.map { subject($0) })
        let rounds = Plan().warmUpRounds
        #expect(maker.warmUps.count == rounds * names.count)
        for round in 0..<rounds {
            let asked = maker.warmUps[(round * names.count)..<((round + 1) * names.count)].map(\.name)
            #expect(asked.sorted() == names.sorted(), "round \(round)")
        }
        #expect(Set((0..<rounds).map { maker.warmUps[$0 * names.count].name }).count > 1, "all rounds had one order")
        // After all proofs and before the first batch that counts, with batches as long as they will be.
        let timed = records.reduce(0) { $0 + $1.launches.reduce(0) { $0 + $1.rounds.count } }
        #expect(maker.warmUps.allSatisfy { $0.visitsBefore == maker.visits.count - timed })
        for record in records {
            #expect(record.launches.count == 3)
            let asked = maker.warmUps.filter { $0.name == record.name }
            #expect(asked.allSatisfy { $0.order.iterations == record.launches[0].iterations && $0.stretches == 5 })
        }
    }

    @Test func theMedianIsTheWarmUpOfEveryLaterVisit() {
        // Level from the fourth stretch on, but for two rounds of five.
        let usual = [4.0, 3, 2, 1]
        let maker = ScriptedMaker(
            ["a.two": Script(warming: [usual, [1], usual, [9, 8, 7, 6, 5], usual])], clock: clock)
        let records = run(maker, names.map { subject($0) })
        for name in names {
            let calibrating = (maker.warmUps.first?.visitsBefore ?? 0)
            let (before, after) = (
                maker.visits[..<calibrating], maker.visits[calibrating...].filter { $0.name == name }
            )
            #expect(before.allSatisfy { $0.order.warmUp == 0 })
            #expect(!after.isEmpty)
            #expect(after.allSatisfy { $0.order.warmUp == (name == "a.two" ? 4 * $0.order.iterations : 0) })
        }
        #expect(records.flatMap(\.launches).allSatisfy { $0.pairs == 4 })
    }

    /// Only where more would help is more tried, and then beside the others, which the row has to get warm among.
    @Test func aRowThatIsNotLevelYetIsLookedAtForLonger() {
        let falling = (0..<10).map { 10 - Double($0) }
        let maker = ScriptedMaker(["a.two": Script(nanoseconds: 100, warming: [falling])], clock: clock)
        let records = run(maker, names.map { subject($0) }, batch: 1_000_000, warmUpShare: 1)
        let half = maker.warmUps.count / 2
        #expect(half == Plan().warmUpRounds * names.count)
        #expect(maker.warmUps[..<half].allSatisfy { $0.stretches == 5 })
        #expect(maker.warmUps[half...].allSatisfy { $0.stretches == ($0.name == "a.two" ? 10 : 2) })
        // 256 batches, and visits of as many as there may be.
        #expect(maker.visits.last { $0.name == "a.two" }?.order.warmUp == 256 * records[1].launches[0].iterations)
        #expect(records.map { $0.launches.map(\.pairs) } == [[4, 4, 4], [64, 64, 64], [4, 4, 4]])
        #expect(records.allSatisfy { $0.status == .measured && $0.launches.allSatisfy(\.isConsistent) })
    }

    @Test func noRoundIsBegunOnceItsShareOfTheBudgetIsSpent() {
        // 16 batches of 30 ms each time: half a second for a row, where a budget of 2 s leaves 0.2 s.
        let maker = ScriptedMaker([:], clock: clock)
        for name in names { maker.scripts[name] = Script(nanoseconds: 30_000_000) }
        let records = run(maker, names.map { subject($0) }, seconds: 2, warmUpShare: 0.1)
        #expect(maker.warmUps.map(\.name).sorted() == names.sorted())
        #expect(records.allSatisfy { $0.status == .measured })
    }

    @Test func aRowThatBreaksWhileItGetsWarmCostsItselfAlone() {
        let failure = ProbeFailure(.failed, "the worker was killed by signal 9 (Killed)")
        let maker = ScriptedMaker(["a.two": Script(failsToWarm: failure)], clock: clock)
        let records = run(maker, names.map { subject($0) })
        #expect(records.map(\.status) == [.measured, .failed, .measured])
        #expect(records[1].reason == failure.reason && records[1].launches.isEmpty)
        #expect(maker.warmUps.count { $0.name == "a.two" } == 1)
        #expect(maker.left == 0)
    }

    @Test func whoIsAloneGetsWarmAlone() {
        let maker = ScriptedMaker([:], clock: clock)
        var alone = subject("b.three")
        alone.isAlone = true
        _ = run(maker, [subject("a.one"), alone, subject("a.two")])
        let rounds = Plan().warmUpRounds
        #expect(maker.warmUps.prefix(2 * rounds).allSatisfy { $0.name != "b.three" })
        #expect(maker.warmUps.dropFirst(2 * rounds).map(\.name) == Array(repeating: "b.three", count: rounds))
    }

    @Test func anInterruptionEndsTheWarmUp() {
        let maker = ScriptedMaker([:], clock: clock)
        let clock = clock
        var engine = Engine(
            plan: Plan.scripted(budget: 1_000_000_000, launches: 3), subjects: names.map { subject($0) }, maker: maker,
            now: { clock.nanoseconds }, isInterrupted: { maker.warmUps.count >= 4 })
        let records = engine.run()
        #expect(maker.warmUps.count == 4)
        #expect(records.map(\.status) == [.skipped, .skipped, .skipped])
        #expect(maker.left == 0)
    }
}
