public import Sampling

/// One thing that toll can measure: a value in an array literal, which is at once its declaration and its entry in the
/// catalog.
public struct Probe: Sendable {
    /// `family.mechanism.variant`, lower case. The family is the folder, the filter and the chart.
    public let name: String
    /// One line on what is measured.
    public let summary: String
    /// What one operation is called, for "per …".
    public let operation: String
    /// Operations in one iteration of the loop: a round trip holds two hops.
    public let operationsPerIteration: Int
    /// What the kernel must count for one operation.
    public let declaration: Declaration
    /// What the machine must have.
    public let needs: [Need]
    /// Tasks alive at once while it is set up, the worker included.
    public let tasks: Int
    /// Whether it belongs to the set that `toll run` takes without a pattern.
    public let isDefault: Bool
    /// Raised whenever the method changes so much that older figures are not comparable.
    public let version: Int
    /// The same probe with other parameters, where it takes any.
    public let vary: (@Sendable (Parameters) throws(Refusal) -> Probe)?
    /// Sets it up on the given CPUs, untimed, and gives back what is to be timed. Called in the worker.
    public let prepare: @Sendable (Place) throws -> Rig

    /// A probe. `does` is what the kernel must count for one operation; "never migrates" goes without saying.
    /// `handover` is how many context switches going from the baseline to the operation and back takes.
    public init(
        _ name: String, _ summary: String, per operation: String, operationsPerIteration: Int = 1,
        does declared: [Quantity: Double], handover: Double = 0, needs: [Need] = [], tasks: Int = 1,
        isDefault: Bool = true, version: Int = 1, vary: (@Sendable (Parameters) throws(Refusal) -> Probe)? = nil,
        prepare: @escaping @Sendable (Place) throws -> Rig
    ) {
        self.name = name
        self.summary = summary
        self.operation = operation
        self.operationsPerIteration = operationsPerIteration
        declaration = Declaration(declared, handover: handover)
        self.needs = needs
        self.tasks = tasks
        self.isDefault = isDefault
        self.version = version
        self.vary = vary
        self.prepare = prepare
    }

    /// The first part of the name.
    public var family: Substring { name.prefix { $0 != "." } }

    /// The row of the engine that this probe fills.
    public var subject: Subject {
        Subject(
            name: name, operation: operation, operationsPerIteration: operationsPerIteration,
            declaration: declaration, tasks: tasks)
    }
}

/// A probe that is set up: its loops, and the tasks whose switches count.
public struct Rig {
    /// Runs so many iterations of the operation. Throws when one goes wrong, which makes the row failed.
    public let loop: (Int) throws -> Void
    /// The same operations without what is to be measured; for a switch, done by one task alone.
    public let baseline: ((Int) throws -> Void)?
    /// The tasks beside the worker's own thread that take part in an operation.
    public let partners: [Participant]
    /// Remarks that belong to the figure: what could only be had in part.
    public let notes: [String]
    /// Undoes what `prepare` did.
    public let finish: () -> Void

    /// A rig. Its partners are those that it made, and those that it found: threads of the kernel.
    public init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [],
        baseline: ((Int) throws -> Void)? = nil,
        finish: @escaping () -> Void = {}, loop: @escaping (Int) throws -> Void
    ) {
        self.loop = loop
        self.baseline = baseline
        self.partners = partners.map { Participant(process: $0.process, task: $0.task) } + found
        self.notes = notes
        self.finish = finish
    }
}

/// A task that takes part in an operation, by the numbers under which proc knows it.
public struct Participant: Sendable, Equatable {
    /// Its thread group.
    public let process: Int32
    /// Its own number.
    public let task: Int32
}

/// Where a probe is to run, and what it has to know of the machine.
public struct Place: Sendable, Equatable {
    /// The CPU that is measured.
    public var cpu: Int
    /// A second CPU, where there is one.
    public var otherCPU: Int?
    /// Bytes of the last-level cache, if known.
    public var lastLevelCache: Int?
    /// Bytes of memory that a probe may take.
    public var memory: Int

    /// A place.
    public init(cpu: Int, otherCPU: Int? = nil, lastLevelCache: Int? = nil, memory: Int = 1 << 30) {
        self.cpu = cpu
        self.otherCPU = otherCPU
        self.lastLevelCache = lastLevelCache
        self.memory = memory
    }
}

/// Why a probe cannot be set up here: not a fault of the probe.
public struct Refusal: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line for people.
    public let reason: String

    /// A refusal with its reason.
    public init(_ reason: String) { self.reason = reason }

    /// The reason.
    public var description: String { reason }
}

/// An operation that went wrong while it was measured.
public struct OperationFailed: Error, Sendable, Equatable, CustomStringConvertible {
    /// What did not do as it should.
    public let description: String

    /// A failure of `what`.
    public init(_ what: String) { description = what }
}
