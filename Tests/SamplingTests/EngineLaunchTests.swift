import Testing

@testable import Sampling

/// How many fresh workers a row has, and for how long each stays.
@Suite struct EngineLaunchTests {
    private let clock = VirtualClock()

    private func run(_ maker: ScriptedMaker, _ subjects: [Subject], _ plan: Plan) -> [Record] {
        let clock = clock
        var engine = Engine(plan: plan, subjects: subjects, maker: maker, now: { clock.nanoseconds })
        return engine.run()
    }

    /// A plan with which no row is ever good enough, and with long batches, so that there are few to look at.
    private func plan(seconds: Double, launches: Int = 24, fewest: Int = 6) -> Plan {
        var plan = Plan.scripted(
            budget: Int64(seconds * 1e9), precision: -1, launches: launches, fewestLaunches: fewest)
        plan.batch = 5_000_000
        return plan
    }

    @Test func aRowThatIsCheapToSetUpGetsTheMostAndADearOneFewer() {
        let scripts: [RowName: Script] = [
            "a.cheap": Script(), "a.middle": Script(setUp: 50_000_000), "a.dear": Script(setUp: 800_000_000),
        ]
        let maker = ScriptedMaker(scripts, clock: clock)
        let records = run(maker, [subject("a.cheap"), subject("a.middle"), subject("a.dear")], plan(seconds: 12))
        let launches = records.map(\.launches.count)
        #expect(launches[0] == 24)
        // A fifth of some 3.7 s over 50 ms.
        #expect((12...16).contains(launches[1]), "\(launches)")
        #expect(launches[2] == Plan.leastLaunches)
        for record in records {
            #expect(maker.opened[record.name] == record.launches.count + 1)
            #expect(record.launches.allSatisfy { $0.isConsistent && !$0.rounds.isEmpty })
        }
        #expect(maker.left == 0)
    }

    /// What few launches there are is spread over the run, and the row has its share of the rounds.
    @Test func aWorkerThatIsDearStaysForSeveralLaunches() {
        let maker = ScriptedMaker(["a.dear": Script(setUp: 800_000_000)], clock: clock)
        let records = run(maker, [subject("a.cheap"), subject("a.dear")], plan(seconds: 12))
        let (cheap, dear) = (records[0].launches.flatMap(\.rounds), records[1].launches.flatMap(\.rounds))
        #expect(Double(dear.count) > 0.9 * Double(cheap.count))
        let sizes = records[1].launches.map(\.rounds.count)
        #expect(sizes.count == 3 && (sizes.min() ?? 0) * 3 > (sizes.max() ?? 0), "\(sizes)")
        #expect(dear == dear.sorted() && Set(dear).count == dear.count)
    }

    @Test(arguments: [1, 2, 5, 30]) func launchesThatAreAskedForAreForAll(launches: Int) {
        let maker = ScriptedMaker(["a.dear": Script(setUp: 900_000_000)], clock: clock)
        let plan = plan(seconds: 60, launches: launches, fewest: launches)
        let records = run(maker, [subject("a.cheap"), subject("a.dear")], plan)
        #expect(records.map(\.launches.count) == [launches, launches])
    }

    @Test func fewerLaunchesThanTheFewestAreTheFewest() {
        #expect(Plan(launches: 3).fewestLaunches == 3)
        #expect(Plan(launches: 3, fewestLaunches: 6).fewestLaunches == 3)
        #expect(Plan().launches == 24 && Plan().fewestLaunches == 6)
    }

    /// Rows that cannot be alive together make room for each other, and a dear one is set up no oftener for it.
    @Test func rowsThatCannotStayAreSetUpOnlyWhenTheyAreDue() {
        let maker = ScriptedMaker(["a.dear": Script(setUp: 800_000_000)], clock: clock)
        var plan = plan(seconds: 12)
        plan.capacity = 1
        let records = run(maker, [subject("a.cheap"), subject("a.dear")], plan)
        #expect(records[1].launches.count == Plan.leastLaunches)
        #expect(maker.opened["a.dear"] == Plan.leastLaunches + 1)
        #expect(records[0].launches.count == 24)
        #expect(records.allSatisfy { $0.status == .measured && $0.launches.allSatisfy { !$0.rounds.isEmpty } })
        #expect(maker.mostAlive == 1 && maker.left == 0)
        // No time is kept for a row that has no further turn.
        #expect(clock.nanoseconds > plan.budget * 19 / 20)
    }

    /// A layout more is no use to a row that is good enough, as long as another is not.
    @Test func rowsThatAreGoodEnoughLeaveLaunchesToTheOthers() {
        let maker = ScriptedMaker(["a.noisy": Script(spread: 0.9)], clock: clock)
        var plan = plan(seconds: 12)
        plan.precision = 0.001
        let records = run(maker, [subject("a.still"), subject("a.noisy")], plan)
        #expect(records.map(\.launches.count) == [6, 24])
    }

    /// A run that is to answer something spends its time on what the answer hangs on, precise or not.
    @Test func rowsThatAQuestionHangsOnGetTheTime() {
        let maker = ScriptedMaker(["a.noisy": Script(spread: 0.9)], clock: clock)
        var plan = plan(seconds: 12)
        plan.precision = 0.001
        let clock = clock
        let rows = [subject("a.asked"), subject("a.still"), subject("a.noisy")]
        var asked: [Int] = []
        var engine = Engine(
            plan: plan, subjects: rows, maker: maker, now: { clock.nanoseconds },
            undecided: { records in
                asked.append(records.map(\.launches.count).max() ?? 0)
                return ["a.asked", "a.gone"]
            })
        let records = engine.run()
        #expect(records.map(\.launches.count) == [24, 6, 6])
        // Once a launch, when every row has its least; the others go on to their fewest beside it.
        #expect(asked == Array(3...23))
        let visits = rows.map { maker.visits(of: $0.name) }
        #expect(visits[0] > 3 * visits[1] && visits[0] > 3 * visits[2], "\(visits)")
        #expect(visits[1] > 3 && visits[2] > 3)
    }

    /// However dear its workers are: they cannot stay while others need the room, and then it would have no time.
    @Test func aDearRowThatAQuestionHangsOnIsDueInEveryLaunch() {
        let maker = ScriptedMaker(["a.dear": Script(setUp: 800_000_000)], clock: clock)
        var plan = plan(seconds: 40, launches: 12)
        plan.capacity = 1
        let clock = clock
        var engine = Engine(
            plan: plan, subjects: [subject("a.cheap"), subject("a.dear")], maker: maker, now: { clock.nanoseconds },
            undecided: { _ in ["a.dear"] })
        let records = engine.run()
        #expect(records[1].launches.count >= 10 && records[0].launches.count == 6)
        #expect(clock.nanoseconds > plan.budget * 19 / 20 && maker.left == 0)
    }

    /// A launch in which few rows are due is as long as the others: the time is not left to the last one.
    @Test func launchesOfWhatIsAskedAreOfEqualLength() {
        let maker = ScriptedMaker([:], clock: clock)
        let plan = plan(seconds: 120, launches: 12)
        let clock = clock
        let rows: [Subject] = ["a.asked", "a.b", "a.c", "a.d", "a.e"].map { subject($0) }
        var alone = subject("a.alone")
        alone.isAlone = true
        var engine = Engine(
            plan: plan, subjects: rows + [alone], maker: maker, now: { clock.nanoseconds },
            undecided: { _ in ["a.asked"] })
        let visits = engine.run()[0].launches.map { $0.rounds.count }
        let later = visits.dropFirst(3)
        #expect(later.count == 9 && (later.max() ?? 0) < 2 * (later.min() ?? 0), "\(visits)")
    }

    /// When nothing hangs on any row, the imprecise ones get it, as in any other run.
    @Test func withoutAnOpenQuestionPrecisionDecides() {
        let maker = ScriptedMaker(["a.noisy": Script(spread: 0.9)], clock: clock)
        var plan = plan(seconds: 12)
        plan.precision = 0.001
        let clock = clock
        var engine = Engine(
            plan: plan, subjects: [subject("a.still"), subject("a.noisy")], maker: maker, now: { clock.nanoseconds },
            undecided: { _ in [] })
        #expect(engine.run().map(\.launches.count) == [6, 24])
    }

    /// A worker that stays has no visit for a launch that is not its own.
    @Test func aLaunchBeginsWithItsOwnRows() {
        let maker = ScriptedMaker(["a.noisy": Script(nanoseconds: 3e9, spread: 0.9)], clock: clock)
        var plan = plan(seconds: 100)
        plan.precision = 0.001
        let records = run(maker, [subject("a.still"), subject("a.noisy")], plan)
        let last = records[0].launches.flatMap(\.rounds).max() ?? 0
        #expect(records[1].launches.flatMap(\.rounds).contains { $0 > last })
    }

    /// A row whose visits take a hundred times as long comes in one round of eight, of which each launch has one at
    /// least, and has its fewest batches all the same. Rows with long visits come in the same rounds.
    @Test func aRowWithLongVisitsComesRoundLessOften() {
        let long = Script(nanoseconds: 900_000_000)
        let maker = ScriptedMaker(["a.long": long, "b.long": long], clock: clock)
        let names: [RowName] = ["a.one", "a.two", "a.three", "a.long", "b.long"]
        let records = run(maker, names.map { subject($0) }, plan(seconds: 160, launches: 3, fewest: 3))
        let rounds = records.map { Set($0.launches.flatMap(\.rounds)) }
        #expect(rounds[0] == rounds[1] && rounds[1] == rounds[2])
        #expect(rounds[3].count * 4 < rounds[0].count, "\(rounds.map(\.count))")
        let shared = rounds[3].intersection(rounds[4])
        #expect(shared.count + 2 >= rounds[3].count && rounds[3].isSubset(of: rounds[0]))
        for record in records {
            #expect(record.batches >= Estimate.fewestValues && record.launches.allSatisfy { !$0.rounds.isEmpty })
        }
    }

    /// Rows that differ by less than eight times come equally often.
    @Test func rowsOfOrdinaryLengthComeInEveryRound() {
        let maker = ScriptedMaker(["a.longer": Script(nanoseconds: 30_000_000)], clock: clock)
        let names: [RowName] = ["a.one", "a.two", "a.longer"]
        let records = run(maker, names.map { subject($0) }, plan(seconds: 10, launches: 3, fewest: 3))
        let rounds = records.map { $0.launches.flatMap(\.rounds) }
        #expect(Set(rounds[0]) == Set(rounds[2]) && rounds[0].count == rounds[2].count)
    }

    @Test func aPlanKeepsItsLaunchesInAFile() throws {
        let plan = Plan.scripted(budget: 5, launches: 24, fewestLaunches: 6, seed: 3)
        #expect(try Coding.again(plan).fewestLaunches == 6)
        // Before there was a fewest, all rows had as many as were asked for.
        let old = try Coding.without("fewestLaunches", plan)
        #expect(old.launches == 24 && old.fewestLaunches == 24)
    }
}
