public import Sampling

/// One thing that toll can measure: a value in an array literal, which is at once its declaration and its entry in the
/// catalog.
public struct Probe: Sendable {
    /// What the engine has to know of it: its name, its operation, what the kernel must count.
    public private(set) var subject: Subject
    /// One line on what is measured.
    public private(set) var summary: String
    /// What the machine must have.
    public private(set) var needs: [Need]
    /// Whether it belongs to the set that `toll run` takes without a pattern.
    public private(set) var isDefault: Bool
    /// Whether its worker's memory lies where it always lies, and not where the kernel's lot puts it.
    public private(set) var isAtFixedAddresses: Bool
    /// The numbers by which it can be varied.
    public private(set) var parameters: [Parameter]
    /// The same probe for values of these parameters; what it is called is not its concern.
    private var vary: (@Sendable (Values) throws -> Probe)?
    /// Sets it up on the given CPUs, untimed, and gives back what is to be timed. Called in the worker.
    public private(set) var prepare: @Sendable (Place) throws -> Rig

    /// A probe called `family.mechanism.variant`, lower case. The family is the folder, the filter and the chart.
    ///
    /// - Parameters:
    ///   - operation: what one operation is called, for "per …".
    ///   - net: what the net figure leaves, for "cost less the same calls without it": a few words, such as "the switch
    ///     alone". Every probe with a baseline says it.
    ///   - operationsPerIteration: operations in one iteration of the loop: a round trip holds two hops.
    ///   - unit: what its figure is counted in.
    ///   - declared: what the kernel must count for one operation; "never migrates" goes without saying.
    ///   - handover: how many context switches going from the baseline to the operation and back takes.
    ///   - cpus: to how many CPUs its tasks are bound, or nil where they are not.
    ///   - tasks: tasks alive at once while it is set up, the worker included.
    ///   - isAlone: whether nothing else may be set up beside it, since it would be disturbed.
    ///   - overlaps: whether several operations are under way at once, so that none can be timed by itself.
    ///   - isMemoryBound: whether it waits for memory and not for the core, so that its time does not follow the clock.
    ///   - isAtFixedAddresses: whether its worker starts without address space randomisation: what a fork copies costs
    ///     by how many page tables it lies in, and the lot gives each worker another number of them.
    ///   - version: raised whenever the method changes so much that older figures are not comparable.
    ///   - parameters: the numbers by which it can be varied, in the order in which a row's name has them.
    ///   - vary: the probe for values of those.
    public init(
        _ name: RowName, _ summary: String, per operation: String, net: String? = nil, operationsPerIteration: Int = 1,
        unit: Unit = .nanoseconds, does declared: [Quantity: Double], handover: Double = 0, cpus: Int? = 1,
        needs: [Need] = [], tasks: Int = 1, isAlone: Bool = false, overlaps: Bool = false,
        isMemoryBound: Bool = false, isDefault: Bool = true, isAtFixedAddresses: Bool = false,
        version: Int = 1, takes parameters: [Parameter] = [], vary: (@Sendable (Values) throws -> Probe)? = nil,
        prepare: @escaping @Sendable (Place) throws -> Rig
    ) {
        subject = Subject(
            name: name, operation: operation, operationsPerIteration: operationsPerIteration, unit: unit,
            declaration: Declaration(declared, handover: handover, cpus: cpus).here, netMeans: net, tasks: tasks,
            isAlone: isAlone, overlaps: overlaps, isMemoryBound: isMemoryBound, version: version)
        self.summary = summary
        self.needs = needs
        self.isDefault = isDefault
        self.isAtFixedAddresses = isAtFixedAddresses
        self.parameters = parameters
        self.vary = vary
        self.prepare = prepare
    }

    /// The row's name.
    public var name: RowName { subject.name }

    /// The same probe for values of its parameters, named after those that are given.
    ///
    /// - Throws: `BadRowName` when it takes none, or not these; a `Refusal` when the values do not go together.
    public func varied(by given: [ParameterValue]) throws -> Probe {
        let values = try Values(given, for: parameters, of: name.base)
        guard let vary else { return self }
        var copy = try vary(values)
        copy.subject.name = RowName(name.base, values.given)
        return copy
    }

    /// The same probe on another number of CPUs, with other parameters to take, or another way to set it up.
    func replacing(
        cpus: Int? = nil, takes parameters: [Parameter]? = nil, vary: (@Sendable (Values) throws -> Probe)? = nil,
        prepare: (@Sendable (Place) throws -> Rig)? = nil
    ) -> Probe {
        var copy = self
        if let cpus, cpus != subject.declaration.cpus {
            copy.subject.declaration.cpus = cpus
            copy.subject.declaration = copy.subject.declaration.here
        }
        if let parameters { copy.parameters = parameters }
        if let vary { copy.vary = vary }
        if let prepare { copy.prepare = prepare }
        return copy
    }

    /// The same probe, of tasks that take turns as the scheduler likes.
    func taking(_ turns: Turns) -> Probe {
        var copy = self
        copy.subject.declaration = subject.declaration.taking(turns)
        return copy
    }
}
