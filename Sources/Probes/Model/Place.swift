/// Where a probe is to run, and what it has to know of the machine.
public struct Place: Sendable, Equatable {
    /// The CPU that is measured.
    public var cpu: Int
    /// A second CPU, where there is one.
    public var otherCPU: Int?
    /// The CPU of a partner: the measured one, unless a probe is placed across two.
    public var partner: Int
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
        partner = cpu
        self.otherCPU = otherCPU
        self.cpus = cpus ?? [cpu] + (otherCPU.map { [$0] } ?? [])
        self.lastLevelCache = lastLevelCache
        self.memory = memory
    }
}

extension Place {
    /// The same place with the partner on the second CPU, where there is one.
    var across: Place {
        var place = self
        place.partner = otherCPU ?? cpu
        return place
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
