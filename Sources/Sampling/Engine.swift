public import Counters

/// Takes rows through a run: a proof of each, then several launches of all, in rounds of random order.
///
/// It knows neither a clock nor a process: both are handed in, so that tests run it on scripts.
public struct Engine {
    /// What a watcher of the run is told.
    public enum Event: Sendable {
        /// The kernel's counts of a row are being taken.
        case proving(RowName)
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

    private var records: [Record]
    private var subjects: [Subject]
    private let places: [RowName: Int]
    private var orders: [RowName: VisitOrder] = [:]
    private var random: SplitMix64
    private var round = 0
    private var undisturbedAdds: Int64 = 0
    /// The rows that were imprecise when last looked at: looking costs too much to do it in every round.
    private var wanting: Set<RowName> = []
    private var started: Int64 = 0

    /// An engine for rows.
    public init(
        plan: Plan, subjects: [Subject], events: [CounterEvent] = [], maker: any InstrumentMaker,
        now: @escaping () -> Int64, isInterrupted: @escaping () -> Bool = { false },
        watch: @escaping (Event, [Record], Double) -> Void = { _, _, _ in }
    ) {
        self.plan = plan
        self.events = events
        self.maker = maker
        self.now = now
        self.isInterrupted = isInterrupted
        self.watch = watch
        self.subjects = subjects
        records = subjects.map { Record($0) }
        places = Dictionary(
            subjects.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        random = SplitMix64(seed: plan.seed)
    }

    /// Runs the plan and gives back a record of every row, in the order in which they were given.
    public mutating func run() -> [Record] {
        started = now()
        for subject in subjects where !isInterrupted() { prove(subject) }
        wanting = Set(subjects.map(\.name))
        for launch in 1...max(plan.launches, 1) where launch == 1 || !isDone {
            let cohorts = Cohorts.divide(subjects.filter { isOpen($0.name) }, capacity: plan.capacity)
            for (index, cohort) in cohorts.enumerated() where launch == 1 || !isDone {
                // What is left is shared evenly by the cohorts of this launch and those of the launches to come.
                let shares = (plan.launches - launch) * cohorts.count + cohorts.count - index
                run(cohort, launch: launch, until: now() + (started + plan.budget - now()) / Int64(max(shares, 1)))
            }
        }
        if isInterrupted() {
            // The user did not wait for them: that is no fault of theirs.
            for subject in subjects where isOpen(subject.name) {
                let row = index(subject.name)
                guard records[row].batches < Estimate.fewestValues else { continue }
                records[row].failure = .init(status: .skipped, reason: "the run was ended before it was measured")
            }
        }
        return records
    }

    /// Whether nothing is left to be done.
    private var isDone: Bool {
        isInterrupted() || now() - started >= plan.budget || !subjects.contains { isOpen($0.name) }
            || (plan.stopsWhenPrecise && wanting.isEmpty)
    }

    private func isOpen(_ name: RowName) -> Bool { records[index(name)].failure == nil }

    /// The place of a row. Only names of subjects are ever asked for.
    private func index(_ name: RowName) -> Int {
        guard let place = places[name] else { preconditionFailure("the engine has no row '\(name)'") }
        return place
    }

    // MARK: - The proof

    /// Finds the length of the row's batches, and has the kernel count what they do.
    private mutating func prove(_ subject: Subject) {
        report(.proving(subject.name))
        do throws(ProbeFailure) {
            let instrument = try maker.open(subject)
            defer { instrument.end() }
            records[index(subject.name)].notes = instrument.notes
            records[index(subject.name)].facts = instrument.facts.isEmpty ? nil : instrument.facts
            // What is not timed has no batch that would have to be long against the clock.
            let isTimed = subject.unit == .nanoseconds
            let single = VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0)
            let order = isTimed ? try calibrate(instrument) : single
            orders[subject.name] = order
            // The first run settles what happens but once: pages touched, a partner's first wake-up.
            _ = try instrument.prove(iterations: min(order.iterations, 64), baseline: false)
            let enough = isTimed ? Calibration.proved(order, subject) : 1
            records[index(subject.name)].proof = try instrument.prove(iterations: enough, baseline: false)
            if instrument.hasBaseline {
                let enough = max(order.baselineIterations, 1)
                records[index(subject.name)].baselineProof = try instrument.prove(iterations: enough, baseline: true)
            }
            if plan.distribution > 0 {
                try spread(instrument, order, subject)
            }
            if !events.isEmpty {
                records[index(subject.name)].counting = try instrument.count(
                    events, iterations: order.iterations, batches: Engine.countedBatches)
            }
        } catch {
            fail(subject.name, error)
        }
    }

    /// Times single iterations, where one is long against the clock.
    private mutating func spread(
        _ instrument: any Instrument, _ order: VisitOrder, _ subject: Subject
    ) throws(ProbeFailure) {
        var reason = subject.notTimedSingly
        if reason == nil, try instrument.visit(order).times.min() ?? 0 < plan.leastTimed * Int64(order.iterations) {
            reason = "too short to be timed one by one"
        }
        if let reason { return records[index(subject.name)].notes.append(reason) }
        records[index(subject.name)].distribution = try instrument.distribution(for: plan.distribution)
    }

    /// Batches in which a group of events is counted.
    private static let countedBatches = 12

    private func calibrate(_ instrument: any Instrument) throws(ProbeFailure) -> VisitOrder {
        var order = VisitOrder(pairs: 1, iterations: 1, baselineIterations: instrument.hasBaseline ? 1 : 0)
        while true {
            let visit = try instrument.visit(order)
            // One slow batch, and the first ones are, must not be taken for the operation's own length.
            let again = try instrument.visit(order)
            let took = min(visit.times.min() ?? 0, again.times.min() ?? 0)
            let iterations = Calibration.next(after: order.iterations, took: took, target: plan.batch)
            var baselineIterations: Int?
            if let shortest = (visit.baseline + again.baseline).min() {
                let tried = order.baselineIterations
                baselineIterations = Calibration.next(after: tried, took: shortest, target: plan.batch)
            }
            if iterations == nil, baselineIterations == nil {
                order.pairs = Calibration.pairs(plan.pairs, batch: took, target: plan.batch)
                return order
            }
            order.iterations = iterations ?? order.iterations
            order.baselineIterations = baselineIterations ?? order.baselineIterations
        }
    }

    // MARK: - The rounds

    private mutating func run(_ cohort: [Subject], launch: Int, until end: Int64) {
        var open: [RowName: any Instrument] = [:]
        defer { for instrument in open.values { instrument.end() } }
        for subject in cohort where !isInterrupted() {
            guard let order = orders[subject.name] else { continue }
            do throws(ProbeFailure) {
                let instrument = try maker.open(subject)
                open[subject.name] = instrument
                records[index(subject.name)].launches.append(Launch(order: order, facts: instrument.facts))
            } catch {
                fail(subject.name, error)
            }
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
            let isForAll = isFirst || round.isMultiple(of: 8) || wanting.isDisjoint(with: names)
            let turn = names.filter { isForAll || wanting.contains($0) }
            for name in turn where open[name] != nil {
                if isInterrupted() { return }
                guard let instrument = open[name], let order = orders[name] else { continue }
                report(.visiting(name, launch: launch))
                do throws(ProbeFailure) {
                    let visit = try instrument.visit(order.waiting(plan.patience, for: undisturbedAdds))
                    let row = index(name)
                    records[row].launches[records[row].launches.count - 1].add(visit, round: round)
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

    /// Whether one of the rows has too few batches for an estimate.
    private func isShort(_ names: some Sequence<RowName>) -> Bool {
        names.contains { records[index($0)].batches < Estimate.fewestValues }
    }

    /// Learns from the readings so far how fast the sentinel's adds are on an undisturbed core.
    private mutating func lookAround() {
        guard let sentinels = SentinelReference(records: records) else { return }
        undisturbedAdds = Int64(sentinels.adds * (1 + SentinelReference.addsTolerance))
    }

    /// The rows whose interval is still wider than the plan wants.
    private func imprecise() -> Set<RowName> {
        let sentinels = SentinelReference(records: records)
        let rows = records.filter { record in
            guard record.failure == nil else { return false }
            guard record.launches.count >= min(plan.launches, 3) else { return true }
            return !Summary(of: record, sentinels: sentinels).reaches(plan.precision)
        }
        return Set(rows.map(\.name))
    }

    private mutating func fail(_ name: RowName, _ failure: ProbeFailure) {
        // A run that the user ends is no fault of the row that was at work.
        if failure.kind == .interrupted { return }
        records[index(name)].failure = .init(
            status: failure.kind == .skipped ? .skipped : .failed, reason: failure.reason)
        report(.failed(name, failure))
    }

    private func report(_ event: Event) {
        watch(event, records, min(1, Double(now() - started) / Double(max(plan.budget, 1))))
    }
}
