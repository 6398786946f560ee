/// A number that belongs to a row's figure beside its batches: what it is called, what it counts, and how the values
/// that several workers found out are joined. Facts are the same if their names are.
///
/// A known fact is one entry below. A file may hold others, which are shown as they are.
public struct RowFact: Sendable {
    /// What it is called in a file.
    public let name: String
    /// What it is counted in, as ``Format`` knows it: `ns`, `bytes`, or nothing.
    public let unit: String
    /// How the values of several workers become one.
    public let join: Join

    /// How the values of several workers become one.
    public enum Join: String, Sendable {
        /// The same for all: that of the worker that was proved.
        case first
        /// The mean of all: each is a sample of the same.
        case mean
        /// A time. Each worker saw the machine in one of its states for a moment, and a neighbour on the core only ever
        /// adds.
        case lowerQuartile
    }

    /// A fact of a name.
    public init(_ name: String, unit: String = "", join: Join = .first) {
        (self.name, self.unit, self.join) = (name, unit, join)
    }

    /// What several workers found, joined: the lower quartile is one of the values. A file does not say how a fact is
    /// joined that is not known here; that it has several values does, and until now those were times.
    func joined(_ values: [Double]) -> Double? {
        guard !values.isEmpty else { return nil }
        return join == .mean
            ? values.reduce(0, +) / Double(values.count) : values.sorted()[(values.count - 1) / 4]
    }
}

extension RowFact {
    /// Connections that are open.
    public static let connections = RowFact("connections")
    /// Messages under way at once.
    public static let inFlight = RowFact("in-flight")
    /// The server's own CPU time an event.
    public static let serverCPU = RowFact("server-cpu-ns", unit: "ns", join: .lowerQuartile)
    /// The sentinel's adds over its chain while that time was taken: the more, the more a neighbour had of the core.
    public static let serverAdds = RowFact("server-adds-per-chain", join: .lowerQuartile)
    /// Creators of tasks at work at once.
    public static let creators = RowFact("creators")
    /// PID namespaces around a task.
    public static let levels = RowFact("levels")
    /// Tasks that live meanwhile.
    public static let liveTasks = RowFact("live-tasks")
    /// The size of a space of PIDs.
    public static let pidMax = RowFact("pid-max")
    /// Numbers of it that are held.
    public static let heldNumbers = RowFact("held-numbers")
    /// Steps from one new PID to the next.
    public static let steps = RowFact("steps")
    /// Those to the very next number.
    public static let stepsToNext = RowFact("steps-to-next")
    /// Those further up.
    public static let stepsFurtherUp = RowFact("steps-further-up")
    /// Those down.
    public static let stepsDown = RowFact("steps-down")
    /// The number before the first step down.
    public static let wrapFrom = RowFact("wrap-from")
    /// The number after it.
    public static let wrapTo = RowFact("wrap-to")
    /// Workers that one operation makes.
    public static let workers = RowFact("workers")
    /// Workers that the kernel has made for requests of io_uring, once some were served.
    public static let ringWorkers = RowFact("io-workers")
    /// The share of making and reaping a task that a profile by call chains finds in the management of its PID.
    public static let pidProfileShare = RowFact("pid-profile-share", join: .mean)
    /// Samples of that profile, of each worker.
    public static let pidProfileSamples = RowFact("pid-profile-samples", join: .mean)
    /// Memory that the maker of tasks has resident.
    public static let parentResident = RowFact("parent-resident-bytes", unit: "bytes")
    /// Mappings that it has.
    public static let parentMappings = RowFact("parent-mappings")
    /// User memory of a context.
    public static let userBytes = RowFact("user-bytes", unit: "bytes")
    /// Slab memory of the kernel for a context.
    public static let slabBytes = RowFact("slab-bytes", unit: "bytes")
    /// Kernel stack of a context.
    public static let kernelStackBytes = RowFact("kernel-stack-bytes", unit: "bytes")
    /// Page tables of a context.
    public static let pageTableBytes = RowFact("page-table-bytes", unit: "bytes")
    /// Per-CPU memory of a context.
    public static let perCPUBytes = RowFact("per-cpu-bytes", unit: "bytes")

    private static let lockPrefix = "lock-waits:"

    /// Waits for a lock, a task, by the function of the kernel that takes it.
    public static func lockWaits(in function: String) -> RowFact { RowFact(lockPrefix + function) }

    /// The function in which locks were waited for, if the fact is about that.
    public var lockFunction: String? {
        name.hasPrefix(RowFact.lockPrefix) ? String(name.dropFirst(RowFact.lockPrefix.count)) : nil
    }
}

extension RowFact: Hashable {
    /// By name.
    public static func == (a: RowFact, b: RowFact) -> Bool { a.name == b.name }
    /// By name.
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

extension RowFact: CodingKeyRepresentable, Codable {
    private struct Key: CodingKey {
        let stringValue: String
        let intValue: Int? = nil
        init(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// The name, as a key of an object.
    public var codingKey: any CodingKey { Key(stringValue: name) }
    /// The fact of a key.
    public init?<Other: CodingKey>(codingKey: Other) { self.init(known: codingKey.stringValue) }
    /// Reads a fact's name.
    public init(from decoder: any Decoder) throws {
        self.init(known: try decoder.singleValueContainer().decode(String.self))
    }

    /// The fact of a name, joined as it should be where that is known.
    private init(known name: String) {
        let known: [RowFact] = [.serverCPU, .serverAdds, .pidProfileShare, .pidProfileSamples]
        self = known.first { $0.name == name } ?? RowFact(name)
    }
    /// Writes a fact's name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(name)
    }
}
