public import Sampling

/// One thing that toll can measure: a value in an array literal, which is at once its declaration and its entry in the
/// catalog.
public struct Probe: Sendable {
    /// `family.mechanism.variant`, lower case. The family is the folder, the filter and the chart.
    public private(set) var name: String
    /// One line on what is measured.
    public private(set) var summary: String
    /// What one operation is called, for "per …".
    public private(set) var operation: String
    /// Operations in one iteration of the loop: a round trip holds two hops.
    public private(set) var operationsPerIteration: Int
    /// What its figure is counted in.
    public private(set) var unit: Unit
    /// What the kernel must count for one operation.
    public private(set) var declaration: Declaration
    /// What the machine must have.
    public private(set) var needs: [Need]
    /// Tasks alive at once while it is set up, the worker included.
    public private(set) var tasks: Int
    /// Whether nothing else may be set up beside it, since it would be disturbed.
    public private(set) var isAlone: Bool
    /// Whether several operations are under way at once, so that none can be timed by itself.
    public private(set) var overlaps: Bool
    /// Whether it belongs to the set that `toll run` takes without a pattern.
    public private(set) var isDefault: Bool
    /// Raised whenever the method changes so much that older figures are not comparable.
    public private(set) var version: Int
    /// The same probe with other parameters, where it takes any.
    public private(set) var vary: (@Sendable (Parameters) throws(Refusal) -> Probe)?
    /// Sets it up on the given CPUs, untimed, and gives back what is to be timed. Called in the worker.
    public private(set) var prepare: @Sendable (Place) throws -> Rig

    /// A probe. `does` is what the kernel must count for one operation; "never migrates" goes without saying.
    /// `handover` is how many context switches going from the baseline to the operation and back takes, `cpus` to how
    /// many CPUs its tasks are bound, or nil where they are not.
    public init(
        _ name: String, _ summary: String, per operation: String, operationsPerIteration: Int = 1,
        unit: Unit = .nanoseconds, does declared: [Quantity: Double], handover: Double = 0, cpus: Int? = 1,
        needs: [Need] = [], tasks: Int = 1, isAlone: Bool = false,
        overlaps: Bool = false, isDefault: Bool = true, version: Int = 1,
        vary: (@Sendable (Parameters) throws(Refusal) -> Probe)? = nil,
        prepare: @escaping @Sendable (Place) throws -> Rig
    ) {
        self.name = name
        self.summary = summary
        self.operation = operation
        self.operationsPerIteration = operationsPerIteration
        self.unit = unit
        declaration = Declaration(declared, handover: handover, cpus: cpus)
        self.needs = needs
        self.tasks = tasks
        self.isAlone = isAlone
        self.overlaps = overlaps
        self.isDefault = isDefault
        self.version = version
        self.vary = vary
        self.prepare = prepare
    }

    /// The same probe with another name, on another number of CPUs, with other parameters to take, or another way to set it up.
    func replacing(
        name: String? = nil, cpus: Int? = nil, vary: (@Sendable (Parameters) throws(Refusal) -> Probe)? = nil,
        prepare: (@Sendable (Place) throws -> Rig)? = nil
    ) -> Probe {
        var copy = self
        if let name { copy.name = name }
        if let cpus { copy.declaration.cpus = cpus }
        if let vary { copy.vary = vary }
        if let prepare { copy.prepare = prepare }
        return copy
    }

    /// The first part of the name.
    public var family: Substring { name.prefix { $0 != "." } }

    /// The row of the engine that this probe fills.
    public var subject: Subject {
        Subject(
            name: name, operation: operation, operationsPerIteration: operationsPerIteration, unit: unit,
            declaration: declaration, tasks: tasks, isAlone: isAlone, overlaps: overlaps)
    }
}
