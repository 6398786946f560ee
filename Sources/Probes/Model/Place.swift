/// Where a probe is to run, and what it has to know of the machine.
public struct Place: Sendable, Hashable {
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
    /// Dependent multiplies in a nanosecond by which requests that compute are sized; nil where nobody has looked yet.
    public var workRate: Double?

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
