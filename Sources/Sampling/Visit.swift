public import Counters

/// What the engine asks of a probe each time its turn has come: so many pairs of batches, sentinels between.
public struct VisitOrder: Sendable, Equatable {
    /// Pairs of one batch of the operation and one of its baseline; without a baseline, single batches.
    public var pairs: Int
    /// Iterations of the probe's loop in one batch of the operation.
    public var iterations: Int
    /// The same for the baseline; 0 where the probe has none.
    public var baselineIterations: Int
    /// Nanoseconds of the sentinel's adds up to which the core counts as calm; 0 while nobody knows.
    public var calmAdds: Int64 = 0
    /// Nanoseconds that a visit may wait for a calm core before its first batch.
    public var patience: Int64 = 0

    /// An order.
    public init(pairs: Int, iterations: Int, baselineIterations: Int) {
        self.pairs = pairs
        self.iterations = iterations
        self.baselineIterations = baselineIterations
    }

    /// The same order for a visit that may wait so long for a core on which the sentinel's adds are so fast.
    func waiting(_ patience: Int64, for calmAdds: Int64) -> VisitOrder {
        var order = self
        (order.patience, order.calmAdds) = (patience, calmAdds)
        return order
    }
}

/// What came back: times in nanoseconds, and the sentinel's readings before, between and after the batches.
public struct Visit: Sendable, Equatable {
    /// Nanoseconds of each batch of the operation.
    public var operation: [Int64]
    /// Nanoseconds of each batch of the baseline: as many, or none.
    public var baseline: [Int64]
    /// One more reading than there are batches.
    public var sentinels: [SentinelReading]
    /// What the kernel counted from the first batch to the last, both series and the warm-up together.
    public var tally: Tally

    /// A visit.
    public init(operation: [Int64], baseline: [Int64], sentinels: [SentinelReading], tally: Tally) {
        self.operation = operation
        self.baseline = baseline
        self.sentinels = sentinels
        self.tally = tally
    }
}

extension Visit {
    /// Whether its columns are those that were ordered, and no time is negative. What is not timed may be: a
    /// difference of two weighings.
    public func answers(_ order: VisitOrder, unit: Unit = .nanoseconds) -> Bool {
        let batches = operation + baseline
        return operation.count == order.pairs && baseline.count == (order.baselineIterations > 0 ? order.pairs : 0)
            && sentinels.count == batches.count + 1 && (unit != .nanoseconds || batches.allSatisfy { $0 >= 0 })
            && sentinels.allSatisfy { $0.chain >= 0 && $0.adds >= 0 }
    }
}

/// Why a probe gives no figure.
public struct ProbeFailure: Error, Sendable, Equatable {
    /// Skipped: it cannot run here, which is nobody's fault. Failed: it could, and went wrong. Interrupted: the user
    /// ended the run. Crowded: there was no room for its tasks beside the others'.
    public enum Kind: String, Codable, Sendable { case skipped, failed, interrupted, crowded }
    /// Which of them.
    public var kind: Kind
    /// One line for people.
    public var reason: String

    /// A failure.
    public init(_ kind: Kind, _ reason: String) {
        self.kind = kind
        self.reason = reason
    }
}

/// One probe, set up and ready in its own worker; or, in tests, a script.
public protocol Instrument: AnyObject {
    /// Whether there is a baseline: the same operations without what is to be measured.
    var hasBaseline: Bool { get }
    /// Remarks that belong to the figures.
    var notes: [String] { get }
    /// Numbers that belong to the figures, by name.
    var facts: [String: Double] { get }
    /// Runs so many iterations of the operation, or of the baseline, with the kernel's counters attached.
    func prove(iterations: Int, baseline: Bool) throws(ProbeFailure) -> Tally
    /// Runs and times batches, with no counter attached.
    func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit
    /// Counts `events` in so many batches for each group of them that the hardware holds at once.
    func count(_ events: [CounterEvent], iterations: Int, batches: Int) throws(ProbeFailure) -> Counting
    /// Times single iterations, for so many nanoseconds altogether.
    func distribution(for nanoseconds: Int64) throws(ProbeFailure) -> Distribution
    /// Ends it and everything that it made.
    func end()
}

extension Instrument {
    /// None.
    public var facts: [String: Double] { [:] }
}

/// Where instruments come from.
public protocol InstrumentMaker {
    /// Sets a probe up afresh.
    func open(_ subject: Subject) throws(ProbeFailure) -> any Instrument
}

/// One row of a run, as far as the engine has to know it.
public struct Subject: Sendable, Equatable {
    /// The probe's name.
    public var name: String
    /// What one operation is called.
    public var operation: String
    /// Operations in one iteration of the probe's loop: a round trip holds two hops.
    public var operationsPerIteration: Int
    /// What its figure is counted in.
    public var unit: Unit
    /// What one operation does.
    public var declaration: Declaration
    /// Tasks alive at once while it is set up, the worker itself included.
    public var tasks: Int
    /// Whether nothing else may be set up beside it.
    public var isAlone: Bool
    /// Whether several operations are under way at once, so that none can be timed by itself.
    public var overlaps: Bool

    /// A subject.
    public init(
        name: String, operation: String, operationsPerIteration: Int, unit: Unit = .nanoseconds,
        declaration: Declaration, tasks: Int, isAlone: Bool = false, overlaps: Bool = false
    ) {
        self.name = name
        self.operation = operation
        self.operationsPerIteration = operationsPerIteration
        self.unit = unit
        self.declaration = declaration
        self.tasks = tasks
        self.isAlone = isAlone
        self.overlaps = overlaps
    }
}

extension Subject {
    /// Why no operation can be timed by itself, whatever it costs; nil where one can.
    var notTimedSingly: String? {
        if unit != .nanoseconds { return "not counted in time, so not timed one by one" }
        return overlaps ? "several are under way at once, so not timed one by one" : nil
    }
}
