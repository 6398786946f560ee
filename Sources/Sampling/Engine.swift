public import Counters

/// Takes rows through a run: a proof of each, then several launches of all, in rounds of random order.
///
/// It knows neither a clock nor a process: both are handed in, so that tests run it on scripts.
public struct Engine {
    /// What a watcher of the run sees.
    public enum Event: Sendable {
        /// The kernel's counts of a row are being taken.
        case proving(RowName)
        /// It is being found out how a row gets warm among the others.
        case warmingUp(RowName)
        /// The budget is spent, and so many rows have too few undisturbed batches.
        case overtime(rows: Int)
        /// A row's turn in a launch (counted from 1).
        case visiting(RowName, launch: Int)
        /// A row gives nothing, or nothing more.
        case failed(RowName, ProbeFailure)
        /// A round of all rows is over: a good moment to save.
        case roundEnded
    }

    /// How the run is to be spent.
    public let plan: Plan
    /// What is to be counted in batches of their own.
    let events: [CounterEvent]
    /// Where instruments come from.
    let maker: any InstrumentMaker
    /// Nanoseconds since some moment.
    let now: () -> Int64
    /// Whether the user wants the run to end.
    let isInterrupted: () -> Bool
    /// The watcher: what happened, the records so far, and the share of the budget that is spent.
    let watch: (Event, [Record], Double) -> Void
    /// The core's own clock, where it is known.
    let clock: CoreClock?
    /// Which rows a question still hangs on, by the records so far.
    let undecided: (([Record]) -> Set<RowName>)?

    var records: [Record]
    var orders: [RowName: VisitOrder] = [:]
    /// Batches of a row that the result keeps.
    var mostBatches: Int
    /// Of rows that keep only some of their visits: the rounds are multiples of this.
    var steps: [RowName: Int] = [:]
    /// Nanoseconds that a row's visits took so far, all that goes before and between its batches included, and how
    /// many they were.
    var visited: [RowName: (spent: Int64, visits: Int)] = [:]
    /// Nanoseconds that setting a row up took.
    var setUpTimes: [RowName: Int64] = [:]
    let subjects: [Subject]
    private let places: [RowName: Int]
    var random: SplitMix64
    private var round: Int
    private var addsPerChain = 0.0
    /// Why no worker can work here, once that is known: every row would fail alike.
    public internal(set) var barrier: String?
    /// The workers that are set up.
    var open: [RowName: any Instrument] = [:]
    /// The rows that were imprecise when last looked at: looking costs too much to do it in every round.
    var wanting: Set<RowName> = []
    /// The rows that a question still hung on when that was last asked.
    var sought: Set<RowName> = []
    var started: Int64 = 0
    /// Nanoseconds that the run may take, and how long a visit may wait: more of both in overtime.
    var (allowance, patience): (Int64, Int64)

    /// An engine for rows. Rounds are counted on from `round`: those of a run that this one goes on from are not its
    /// own. Where the run is to answer something, `undecided` names the rows that it still hangs on: from the fourth
    /// launch on they get the time, however precise they are, until none is named, and others no more than their fewest
    /// launches.
    public init(
        plan: Plan, subjects: [Subject], events: [CounterEvent] = [], maker: any InstrumentMaker,
        clock: CoreClock? = nil, after round: Int = 0, now: @escaping () -> Int64,
        isInterrupted: @escaping () -> Bool = { false }, undecided: (([Record]) -> Set<RowName>)? = nil,
        watch: @escaping (Event, [Record], Double) -> Void = { _, _, _ in }
    ) {
        self.plan = plan
        self.events = events
        self.maker = maker
        self.clock = clock
        self.undecided = undecided
        self.round = round
        self.now = now
        self.isInterrupted = isInterrupted
        self.watch = watch
        self.subjects = subjects
        (allowance, patience) = (plan.budget, plan.patience)
        mostBatches = Engine.mostBatches(of: subjects.count)
        records = subjects.map { Record($0) }
        places = Dictionary(
            subjects.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        random = SplitMix64(seed: plan.seed)
    }

    /// Runs the plan and gives back a record of every row, in the order in which they were given.
    public mutating func run() -> [Record] {
        started = now()
        for subject in subjects where !isInterrupted() && barrier == nil { prove(subject) }
        if let barrier { return barred(by: barrier) }
        wanting = Set(subjects.map(\.name))
        let paying = launchesThatPay()
        let launches = max(1, paying.values.max() ?? 1)
        for launch in 1...launches where launch == 1 || !isDone {
            if launch > Plan.leastLaunches { sought = undecided?(records) ?? [] }
            let due = Set(subjects.map(\.name).filter { isDue($0, in: launch, of: launches, paying) })
            let cohorts = Cohorts.divide(subjects.filter { isOpen($0.name) }, capacity: plan.capacity)
            for (index, cohort) in cohorts.enumerated() where launch == 1 || !isDone {
                let share = share(of: cohorts, at: index, launch: launch, of: launches, due, paying)
                let end = now() + (started + plan.budget - now()) / share.all * share.parts
                // Workers stay where their room is nobody else's.
                if cohorts.count > 1 { close() }
                // Where they cannot stay, a row that is not due would be set up for nothing.
                let rows = cohorts.count > 1 ? cohort.filter { due.contains($0.name) } : cohort
                run(rows, launch: launch, due: due, until: end)
            }
        }
        workOvertime(after: records.map(\.launches.count).max() ?? 0)
        close()
        if isInterrupted() {
            // The user did not wait for them: that is no fault of theirs.
            for subject in subjects where isOpen(subject.name) {
                let row = index(subject.name)
                guard records[row].batches < Estimate.fewestValues else { continue }
                records[row].failure = .notReached
            }
        }
        return records
    }

    /// Whether nothing is left to be done.
    private var isDone: Bool {
        isInterrupted() || now() - started >= allowance || !subjects.contains { isOpen($0.name) }
            || (plan.stopsWhenPrecise && wanting.isEmpty) || barrier != nil
    }

    func isOpen(_ name: RowName) -> Bool {
        records[index(name)].failure == nil && records[index(name)].cutShort == nil
    }

    /// The place of a row. Only names of subjects are ever asked for.
    func index(_ name: RowName) -> Int {
        guard let place = places[name] else { preconditionFailure("the engine has no row '\(name)'") }
        return place
    }

    // MARK: - The rounds

    mutating func run(_ cohort: [Subject], launch: Int, due: Set<RowName>, until end: Int64) {
        var fresh: [RowName] = []
        for subject in cohort where !isInterrupted() {
            let name = subject.name
            guard orders[name] != nil, due.contains(name) || open[name] == nil else { continue }
            open.removeValue(forKey: name)?.end()
            do throws(ProbeFailure) {
                open[name] = try maker.open(subject)
                fresh.append(name)
            } catch {
                fail(name, error)
            }
        }
        if launch == 1 { warmUp(cohort.map(\.name)) }
        for name in fresh {
            guard let order = orders[name], let instrument = open[name] else { continue }
            records[index(name)].launches.append(Launch(order: order, facts: instrument.facts))
        }
        // Every launch has one full round, and every row its fewest batches, however late it is: without them, all
        // that was spent on it would be worth nothing.
        var names = cohort.map(\.name)
        var isFirst = true
        lookAround()
        wanting = imprecise()
        while !open.isEmpty, !isInterrupted(), isFirst || isShort(open.keys) || (now() < end && !isDone) {
            round += 1
            names = random.shuffled(names)
            // Rows that are good enough still come round now and then: a machine that drifts drifts under them too.
            let isForAll = launch == 1 || round.isMultiple(of: Engine.longestPace) || wanting.isDisjoint(with: names)
            let due = names.filter { isForAll || wanting.contains($0) }
            let usual = usualVisit(of: due)
            let turn = names.filter { name in
                if isFirst, fresh.contains(name) { return true }
                return (isForAll || wanting.contains(name)) && round.isMultiple(of: pace(of: name, usual))
            }
            for name in turn where open[name] != nil {
                if isInterrupted() { return }
                guard let instrument = open[name], let order = orders[name] else { continue }
                report(.visiting(name, launch: launch))
                do throws(ProbeFailure) {
                    let start = now()
                    let visit = try instrument.visit(order.waiting(patience, for: addsPerChain))
                    let earlier = visited[name] ?? (0, 0)
                    visited[name] = (earlier.spent + max(0, now() - start), earlier.visits + 1)
                    keep(visit, of: name, round: round)
                } catch {
                    fail(name, error)
                    open.removeValue(forKey: name)?.end()
                }
            }
            report(.roundEnded)
            if round.isMultiple(of: 32) {
                wanting = imprecise()
                lookAround()
            }
            isFirst = false
        }
    }

    /// Ends all workers.
    mutating func close() {
        for instrument in open.values { instrument.end() }
        open = [:]
    }

    /// Whether one of the rows has too few batches for an estimate.
    private func isShort(_ names: some Sequence<RowName>) -> Bool {
        names.contains { records[index($0)].batches < Estimate.fewestValues }
    }

    /// Learns from the readings so far how fast the sentinel's adds are on an undisturbed core.
    private mutating func lookAround() {
        guard let sentinels = SentinelReference(records: records, clock: clock) else { return }
        addsPerChain = sentinels.addsPerChain * (1 + SentinelReference.addsTolerance)
    }

    /// The rows that a question hangs on; without any, those whose interval is still wider than the plan wants.
    private func imprecise() -> Set<RowName> {
        let asked = sought.filter { places[$0] != nil && isOpen($0) }
        if !asked.isEmpty { return asked }
        let sentinels = SentinelReference(records: records, clock: clock)
        let rows = records.filter { record in
            guard isOpen(record.name) else { return false }
            guard record.launches.count >= min(plan.fewestLaunches, 3) else { return true }
            return !Summary(of: record, sentinels: sentinels).reaches(plan.precision)
        }
        return Set(rows.map(\.name))
    }

    func report(_ event: Event) {
        watch(event, records, min(1, Double(now() - started) / Double(max(allowance, 1))))
    }
}
