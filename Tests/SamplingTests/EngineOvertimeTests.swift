import Testing

@testable import Sampling

/// What a run does beyond its budget where a neighbour left it no undisturbed batches.
@Suite struct EngineOvertimeTests {
    private let clock = VirtualClock()

    /// A run of a second. The neighbour of each row is there for so many seconds.
    private func run(
        _ neighbours: [RowName: Double], overtime: Double
    ) -> (records: [Record], maker: ScriptedMaker, announced: [Int]) {
        run(neighbours.mapValues { Script(neighbourUntil: Int64($0 * 1e9)) }, overtime: overtime)
    }

    private func run(
        _ scripts: [RowName: Script], precision: Double = 0.01, stopsWhenPrecise: Bool = false, overtime: Double
    ) -> (records: [Record], maker: ScriptedMaker, announced: [Int]) {
        var plan = Plan.scripted(budget: 1_000_000_000, precision: precision, launches: 6)
        (plan.pairs, plan.overtime, plan.stopsWhenPrecise) = (24, Int64(overtime * 1e9), stopsWhenPrecise)
        let maker = ScriptedMaker(scripts, clock: clock)
        var announced: [Int] = []
        let clock = clock
        var engine = Engine(
            plan: plan, subjects: scripts.keys.sorted().map { subject($0) }, maker: maker,
            now: { clock.nanoseconds },
            watch: { event, _, _ in if case .overtime(let rows) = event { announced.append(rows) } })
        return (engine.run(), maker, announced)
    }

    private var seconds: Double { Double(clock.nanoseconds) / 1e9 }

    private func isUndisturbed(_ record: Record, among records: [Record]) -> Bool {
        RowSamples(of: record, sentinels: SentinelReference(records: records)).isUndisturbed
    }

    @Test func withoutOvertimeTheBudgetIsTheEnd() {
        let (records, maker, announced) = run(["a.row": 3], overtime: 0)
        #expect(announced == [] && seconds < 1.5)
        #expect(!isUndisturbed(records[0], among: records))
        #expect(maker.left == 0)
    }

    /// Also where the run was precise before its budget was spent.
    @Test func whatIsNotAskedForIsNotWorked() {
        let script = Script(neighbourUntil: 400_000_000)
        let (records, _, announced) = run(["a.row": script], stopsWhenPrecise: true, overtime: 0)
        #expect(announced == [] && seconds < 1, "\(seconds)")
        #expect(isUndisturbed(records[0], among: records))
    }

    @Test func aRunGoesOnUntilTheNeighbourHasLeftLongEnough() {
        let (records, maker, announced) = run(["a.row": 3, "b.row": 3], overtime: 10)
        #expect(announced == [2])
        #expect(seconds > 3 && seconds < 6, "\(seconds)")
        for record in records {
            #expect(isUndisturbed(record, among: records))
            #expect(record.launches.count >= 12)
            #expect(record.launches.allSatisfy { $0.isConsistent && !$0.rounds.isEmpty })
        }
        #expect(maker.left == 0)
        // There is no hurry by then. Calibration does not wait.
        let waits = Set(maker.visits.map(\.order.patience).filter { $0 > 0 })
        #expect(waits == [Plan(launches: 1).patience, Plan.overtimePatience])
    }

    @Test func aNeighbourWhoStaysEndsWithTheOvertime() {
        let (records, _, announced) = run(["a.row": 1000], overtime: 2)
        #expect(announced == [1])
        #expect(seconds >= 3 && seconds < 3.5, "\(seconds)")
        #expect(!isUndisturbed(records[0], among: records))
    }

    @Test func onlyRowsThatLackBatchesGoOn() {
        let (records, _, announced) = run(["a.quiet": 0, "b.crowded": 3], overtime: 10)
        #expect(announced == [1])
        #expect(records[0].launches.count == 6)
        #expect(records[1].launches.count > 6 && isUndisturbed(records[1], among: records))
    }

    /// Where the interval is never narrow enough, until most batches are undisturbed.
    @Test func rowsThatAreWideAndMostlyDisturbedGoOn() {
        let script = Script(spread: 0.1, neighbourUntil: 3_000_000_000)
        let (records, _, announced) = run(["a.row": script], precision: 0, overtime: 10)
        #expect(announced == [1] && seconds > 5 && seconds < 7, "\(seconds)")
        let share = Summary(of: records[0], sentinels: SentinelReference(records: records)).undisturbedShare
        #expect(share >= 0.5 && share < 0.6, "\(share)")
    }

    /// A server is looked at once in the life of its worker, and the batches say nothing of that moment.
    @Test func aServerThatWasNotAloneIsLookedAtAgain() {
        // The first worker is the proof's.
        let server = Script(besideServer: [0.4, 0.6, 0.6, 0.6, 0.4])
        let (records, maker, announced) = run(["a.server": server, "b.other": Script()], overtime: 10)
        #expect(announced == [1])
        #expect(records[0].launches.count == 9 && records[1].launches.count == 6)
        #expect(maker.left == 0)
    }

    @Test func aQuietRunHasNone() {
        let (records, _, announced) = run(["a.row": 0], overtime: 10)
        #expect(announced == [] && seconds < 1.5)
        #expect(records[0].launches.count == 6)
    }

    @Test func aFileOfAnEarlierTollHasNone() throws {
        var plan = Plan(budget: 1)
        plan.overtime = 5
        #expect(try Coding.again(plan).overtime == 5)
        #expect(try Coding.without("overtime", plan).overtime == 0)
    }
}
