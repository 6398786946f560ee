/// One row of a run, as far as the engine has to know it.
public struct Subject: Sendable, Equatable {
    /// The row's name.
    public var name: RowName
    /// What one operation is called.
    public var operation: String
    /// Operations in one iteration of the probe's loop: a round trip holds two hops.
    public var operationsPerIteration: Int
    /// What its figure is counted in.
    public var unit: Unit
    /// What one operation does.
    public var declaration: Declaration
    /// What its net figure leaves, in a few words: "the switch alone"; nil where it has no baseline.
    public var netMeans: String?
    /// Tasks alive at once while it is set up, the worker itself included.
    public var tasks: Int
    /// Whether nothing else may be set up beside it.
    public var isAlone: Bool
    /// Whether it waits for memory and not for the core, so that its time does not follow the core's clock.
    public var isMemoryBound: Bool
    /// The version of the probe's method: figures of two versions are not compared.
    public var version: Int
    /// Whether several operations are under way at once, so that none can be timed by itself.
    public var overlaps: Bool

    /// A subject.
    public init(
        name: RowName, operation: String, operationsPerIteration: Int, unit: Unit = .nanoseconds,
        declaration: Declaration, netMeans: String? = nil, tasks: Int, isAlone: Bool = false, overlaps: Bool = false,
        isMemoryBound: Bool = false, version: Int = 1
    ) {
        self.name = name
        self.operation = operation
        self.operationsPerIteration = operationsPerIteration
        self.unit = unit
        self.declaration = declaration
        self.netMeans = netMeans
        self.tasks = tasks
        self.isAlone = isAlone
        self.overlaps = overlaps
        self.isMemoryBound = isMemoryBound
        self.version = version
    }
}

extension Subject {
    /// Why no operation can be timed by itself, whatever it costs; nil where one can.
    var notTimedSingly: String? {
        if unit != .nanoseconds { return "not counted in time, so not timed one by one" }
        return overlaps ? "several are under way at once, so not timed one by one" : nil
    }
}
