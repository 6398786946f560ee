import Testing

@testable import Sampling

/// Rows that would disturb others, or be disturbed.
@Suite struct CohortTests {
    private func subject(_ name: RowName, tasks: Int = 1, isAlone: Bool = false) -> Subject {
        Subject(
            name: name, operation: "task", operationsPerIteration: 1, declaration: Declaration([:]), tasks: tasks,
            isAlone: isAlone)
    }

    @Test func whoIsToBeAloneComesLastAndAlone() {
        let subjects = [subject("a"), subject("b", isAlone: true), subject("c"), subject("d", isAlone: true)]
        for capacity in [nil, 10] {
            #expect(Cohorts.divide(subjects, capacity: capacity).map { $0.map(\.name) } == [["a", "c"], ["b"], ["d"]])
        }
        #expect(Cohorts.divide([subjects[1]], capacity: nil).map { $0.map(\.name) } == [["b"]])
    }

    /// They come when the others have spent the budget, and have their fewest batches all the same.
    @Test func whoIsAloneIsMeasuredHoweverSmallTheBudget() {
        let clock = VirtualClock()
        let names: [RowName] = ["a", "b", "c"]
        let maker = ScriptedMaker(["b": Script(nanoseconds: 50_000_000)], clock: clock)
        var engine = Engine(
            plan: Plan.scripted(budget: 1000, launches: 3),
            subjects: names.map { subject($0, isAlone: $0 != "a") }, maker: maker,
            now: { clock.nanoseconds })
        let records = engine.run()
        #expect(records.map(\.status) == [.measured, .measured, .measured])
        #expect(records.allSatisfy { $0.batches >= Estimate.fewestValues && $0.launches.count == 1 })
        #expect(maker.left == 0 && maker.mostAlive == 1)
    }

    /// The largest number that a budget can be is one as well.
    @Test(arguments: [false, true]) func aRunMayHaveAllTheTimeThereIs(isAlone: Bool) {
        var isOver = false
        let maker = ScriptedMaker([:], clock: VirtualClock())
        var engine = Engine(
            plan: Plan.scripted(budget: .max, launches: 1), subjects: [subject("a"), subject("b", isAlone: isAlone)],
            maker: maker, now: { 0 }, isInterrupted: { isOver },
            watch: { event, _, _ in if case .roundEnded = event { isOver = true } })
        #expect(engine.run().map(\.batches).max() ?? 0 > 0)
    }

    @Test func theOthersAreDividedByWhatFits() {
        let subjects = [subject("a", tasks: 4), subject("b", tasks: 5), subject("c", tasks: 50), subject("d")]
        #expect(
            Cohorts.divide(subjects, capacity: 10).map { $0.map(\.name) } == [["a", "b"], ["c"], ["d"]])
    }
}
