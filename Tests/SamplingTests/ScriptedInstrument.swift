import Counters
@testable import Sampling

/// Time that passes only when a scripted instrument says so.
final class VirtualClock {
    var nanoseconds: Int64 = 0
}

/// What one row does when the engine asks.
struct Script {
    var hasBaseline = false
    /// Nanoseconds of one iteration.
    var nanoseconds: Double = 1000
    /// By how much, as a share, batches differ from each other.
    var spread = 0.0
    /// Context switches of one operation.
    var switches = 0.0
    /// What the kernel counts for one operation of the baseline.
    var baselineSwitches = 0.0
    /// Why it cannot be opened, from which time on it is opened.
    var refusesToOpen: (from: Int, failure: ProbeFailure)?
    /// What goes wrong, and at which visit, counted over all launches.
    var breaks: (atVisit: Int, failure: ProbeFailure)?
    var operationsPerIteration = 1
    /// Nanoseconds that setting it up takes.
    var setUp: Int64 = 1_000_000
    /// What an iteration costs over ``nanoseconds`` in each stretch of a warm-up, each time that it is asked. The last
    /// number stands for all further stretches, and the last row for all further times.
    var warming = [[1.0]]
    /// Until when a neighbour shares the core, in nanoseconds of the run: the sentinel's adds are slower then.
    var neighbourUntil: Int64 = 0
    /// The sentinel's adds over its chain beside the server of each worker that is opened; the last stands for all
    /// further ones.
    var besideServer: [Double] = []
    /// What is found by a study, after which an iteration in the same worker takes ten times as long.
    var studied: String?
    /// What goes wrong while it is warmed up.
    var failsToWarm: ProbeFailure?
}

/// Hands out instruments that follow scripts, and keeps the books on them.
final class ScriptedMaker: InstrumentMaker {
    let clock: VirtualClock
    var scripts: [RowName: Script]
    private(set) var opened: [RowName: Int] = [:]
    private(set) var alive: [RowName: Int] = [:]
    private(set) var mostAlive = 0
    private(set) var visits: [(name: RowName, order: VisitOrder)] = []
    private(set) var proofs: [(name: RowName, iterations: Int, baseline: Bool)] = []
    /// Every warm-up, and how many visits there had been before.
    private(set) var warmUps: [(name: RowName, order: VisitOrder, stretches: Int, visitsBefore: Int)] = []
    var afterVisit: (Int) -> Void = { _ in }
    private var random = SplitMix64(seed: 7)

    init(_ scripts: [RowName: Script], clock: VirtualClock) {
        self.scripts = scripts
        self.clock = clock
    }

    /// Instruments that were opened and not ended.
    var left: Int { alive.values.reduce(0, +) }

    func visits(of name: RowName) -> Int { visits.count { $0.name == name } }

    func open(_ subject: Subject) throws(ProbeFailure) -> any Instrument {
        let script = scripts[subject.name] ?? Script()
        opened[subject.name, default: 0] += 1
        clock.nanoseconds += script.setUp
        if let refusal = script.refusesToOpen, opened[subject.name, default: 0] >= refusal.from {
            throw refusal.failure
        }
        alive[subject.name, default: 0] += subject.tasks
        mostAlive = max(mostAlive, left)
        return ScriptedInstrument(subject, script, self)
    }

    fileprivate func ended(_ subject: Subject) { alive[subject.name, default: 0] -= subject.tasks }

    fileprivate func visit(_ subject: Subject, _ script: Script, _ order: VisitOrder) throws(ProbeFailure) -> Visit {
        visits.append((subject.name, order))
        // Asking takes time too, and so a run of rows that take none comes to an end.
        clock.nanoseconds += 20_000
        if let breaks = script.breaks, visits(of: subject.name) == breaks.atVisit { throw breaks.failure }
        var visit = Visit(times: [], baseline: [], sentinels: [], tally: Tally())
        func batch(_ iterations: Int, _ nanoseconds: Double) -> Int64 {
            let luck = 1 + script.spread * Double.random(in: -1...1, using: &random)
            let took = Int64((Double(iterations) * nanoseconds * luck).rounded())
            clock.nanoseconds += took
            return took
        }
        for _ in 0..<order.pairs {
            visit.times.append(batch(order.iterations, script.nanoseconds))
            if order.baselineIterations > 0 {
                visit.baseline.append(batch(order.baselineIterations, script.nanoseconds / 4))
            }
        }
        visit.sentinels = (0...visit.times.count + visit.baseline.count).map { _ in
            let isShared = clock.nanoseconds < script.neighbourUntil
            return SentinelReading(chain: 2500, adds: isShared ? Int64.random(in: 1200...1700, using: &random) : 1000)
        }
        visit.tally = tally(order.pairs * order.iterations * subject.operationsPerIteration, script.switches)
        afterVisit(visits.count)
        return visit
    }

    fileprivate func warmUp(
        _ subject: Subject, _ script: Script, _ order: VisitOrder, _ stretches: Int
    ) throws(ProbeFailure) -> [Double] {
        let curve = script.warming[min(warmUps.count { $0.name == subject.name }, script.warming.count - 1)]
        warmUps.append((subject.name, order, stretches, visits.count))
        if let failure = script.failsToWarm { throw failure }
        let times = (0..<stretches).map { script.nanoseconds * curve[min($0, curve.count - 1)] }
        for (stretch, each) in times.enumerated() {
            clock.nanoseconds += Int64(each * Double(order.iterations << max(0, stretch - 1)))
        }
        return times
    }

    fileprivate func prove(_ subject: Subject, _ script: Script, _ iterations: Int, _ baseline: Bool) -> Tally {
        proofs.append((subject.name, iterations, baseline))
        return tally(iterations * subject.operationsPerIteration, baseline ? script.baselineSwitches : script.switches)
    }

    private func tally(_ operations: Int, _ switches: Double) -> Tally {
        Tally(
            operations: operations,
            counted: [.contextSwitches: Int((Double(operations) * switches).rounded()), .migrations: 0])
    }
}

/// One opened row.
final class ScriptedInstrument: Instrument {
    private let subject: Subject
    private var script: Script
    private let maker: ScriptedMaker
    private var isOver = false
    private var found: [String] = []

    init(_ subject: Subject, _ script: Script, _ maker: ScriptedMaker) {
        self.subject = subject
        self.script = script
        self.maker = maker
        let ratios = script.besideServer
        facts = ratios.isEmpty ? [:] : [.serverAdds: ratios[min(maker.opened[subject.name] ?? 1, ratios.count) - 1]]
    }

    let facts: [RowFact: Double]

    var hasBaseline: Bool { script.hasBaseline }
    var notes: [String] { ["a note of \(subject.name)"] + found }

    func study() throws(ProbeFailure) {
        guard let studied = script.studied else { return }
        found.append(studied)
        script.nanoseconds *= 10
    }

    func prove(iterations: Int, baseline: Bool) throws(ProbeFailure) -> Tally {
        maker.prove(subject, script, iterations, baseline)
    }

    func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit { try maker.visit(subject, script, order) }

    func warmUp(_ order: VisitOrder, stretches: Int) throws(ProbeFailure) -> [Double] {
        try maker.warmUp(subject, script, order, stretches)
    }

    func count(_ events: [CounterEvent], iterations: Int, batches: Int) throws(ProbeFailure) -> Counting {
        Counting(
            events: events.map { EventCount(event: $0.name, perOperation: .value(Double(batches))) },
            nanosecondsPerOperation: script.nanoseconds)
    }

    func distribution(for nanoseconds: Int64) throws(ProbeFailure) -> Distribution {
        Distribution(operationsPerSample: subject.operationsPerIteration, values: [nanoseconds], counts: [1])
    }

    func end() {
        if !isOver { maker.ended(subject) }
        isOver = true
    }
}

/// A row by its name; it declares nothing beyond "never migrates" unless told otherwise.
func subject(
    _ name: RowName, does declared: [Quantity: Double] = [:], operationsPerIteration: Int = 1, tasks: Int = 1
) -> Subject {
    Subject(
        name: name, operation: "call", operationsPerIteration: operationsPerIteration,
        declaration: Declaration(declared), tasks: tasks, version: 3)
}

extension Plan {
    /// A plan whose visits have four batches of a quarter of a millisecond, which the scripts' times and counts go by.
    static func scripted(
        budget: Int64, precision: Double = 0.01, launches: Int = 24, fewestLaunches: Int = 6, seed: UInt64 = 1
    ) -> Plan {
        var plan = Plan(
            budget: budget, precision: precision, launches: launches, fewestLaunches: fewestLaunches, seed: seed)
        (plan.batch, plan.pairs, plan.mostPairs) = (250_000, 4, 64)
        (plan.firstStretches, plan.fewestStretches, plan.mostStretches) = (5, 2, 10)
        return plan
    }
}
