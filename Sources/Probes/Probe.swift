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
    /// What its figure is counted in.
    public let unit: Unit
    /// What the kernel must count for one operation.
    public let declaration: Declaration
    /// What the machine must have.
    public let needs: [Need]
    /// Tasks alive at once while it is set up, the worker included.
    public let tasks: Int
    /// Whether nothing else may be set up beside it, since it would be disturbed.
    public let isAlone: Bool
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
        unit: Unit = .nanoseconds, does declared: [Quantity: Double], handover: Double = 0, needs: [Need] = [],
        tasks: Int = 1, isAlone: Bool = false,
        isDefault: Bool = true, version: Int = 1, vary: (@Sendable (Parameters) throws(Refusal) -> Probe)? = nil,
        prepare: @escaping @Sendable (Place) throws -> Rig
    ) {
        self.name = name
        self.summary = summary
        self.operation = operation
        self.operationsPerIteration = operationsPerIteration
        self.unit = unit
        declaration = Declaration(declared, handover: handover)
        self.needs = needs
        self.tasks = tasks
        self.isAlone = isAlone
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
            name: name, operation: operation, operationsPerIteration: operationsPerIteration, unit: unit,
            declaration: declaration, tasks: tasks, isAlone: isAlone)
    }
}

/// A probe that is set up: its loops, and the tasks whose switches count.
public struct Rig {
    /// Runs so many iterations of the operation. Throws when one goes wrong, which makes the row failed.
    public let loop: (Int) throws -> Void
    /// The same operations without what is to be measured; for a switch, done by one task alone.
    public let baseline: ((Int) throws -> Void)?
    /// What one iteration comes to, where the probe's unit is not that of time.
    public let gauge: (() throws -> Int64)?
    /// The tasks beside the worker's own thread that take part in an operation.
    public let partners: [Participant]
    /// Remarks that belong to the figure: what could only be had in part.
    public let notes: [String]
    /// Numbers that were seen while it was set up and that belong to the figure, by name.
    public let facts: [String: Double]
    /// Undoes what `prepare` did.
    public let finish: () -> Void

    /// A rig. Its partners are those that it made, and those that it found: threads of the kernel.
    public init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [], facts: [String: Double] = [:],
        baseline: ((Int) throws -> Void)? = nil,
        finish: @escaping () -> Void = {}, loop: @escaping (Int) throws -> Void
    ) {
        self.loop = loop
        gauge = nil
        self.baseline = baseline
        self.partners = partners.map { Participant(process: $0.process, task: $0.task) } + found
        self.notes = notes
        self.facts = facts
        self.finish = finish
    }

    /// A rig whose iterations are not timed: each says itself what it comes to, in the probe's unit.
    public init(
        notes: [String] = [], facts: [String: Double] = [:], finish: @escaping () -> Void = {},
        gauge: @escaping () throws -> Int64
    ) {
        loop = { n in for _ in 0..<n { _ = try gauge() } }
        self.gauge = gauge
        baseline = nil
        partners = []
        self.notes = notes
        self.facts = facts
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
    /// All CPUs that may be used, the measured one first.
    public var cpus: [Int]
    /// Bytes of the last-level cache, if known.
    public var lastLevelCache: Int?
    /// Bytes of memory that a probe may take.
    public var memory: Int

    /// A place.
    public init(
        cpu: Int, otherCPU: Int? = nil, cpus: [Int]? = nil, lastLevelCache: Int? = nil, memory: Int = 1 << 30
    ) {
        self.cpu = cpu
        self.otherCPU = otherCPU
        self.cpus = cpus ?? [cpu] + (otherCPU.map { [$0] } ?? [])
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
