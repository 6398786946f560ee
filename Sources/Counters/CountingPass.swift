/// One batch of operations with one group of events counted beside it.
public struct CountedBatch: Hashable, Sendable, Codable {
    /// The group's number in its layout.
    public var group: Int
    /// Operations done.
    public var operations: UInt64
    /// Time they took while they were counted, in ns. Longer than uncounted ones take.
    public var nanoseconds: Double
    /// What each event of the group counted in the batch, in their order.
    public var readings: [CounterReading]

    /// A batch of these figures.
    public init(group: Int, operations: UInt64, nanoseconds: Double, readings: [CounterReading]) {
        self.group = group
        self.operations = operations
        self.nanoseconds = nanoseconds
        self.readings = readings
    }
}

/// A pass in which operations are counted, apart from the one in which they are timed: attached counters slow them down.
///
/// It is made before the probe prepares, so that the threads and processes of the probe inherit its counters.
public struct CountingPass {
    /// How the events are divided.
    public let layout: GroupLayout
    private let groups: [CounterGroup]

    /// Opens what can be had of `events`, user and kernel mode apart, for the calling thread and all that it starts later.
    public init(_ events: [CounterEvent]) {
        self.init(GroupLayout(events.flatMap(\.byMode), inherit: true))
    }

    init(_ wanted: GroupLayout) {
        var layout = wanted
        var opened: [CounterGroup] = []
        for group in wanted.groups {
            do throws(CounterRefusal) {
                opened.append(try CounterGroup(group, inherit: true))
            } catch {
                layout.refuse(group, because: error.reason)
            }
        }
        self.layout = layout
        groups = opened
    }

    /// How many groups there are, each to be counted in batches of its own.
    public var count: Int { groups.count }

    /// Counts one group of events while `batch` does its operations.
    ///
    /// - Parameters:
    ///   - group: 0 ..< `count`.
    ///   - operations: how many operations the batch does.
    ///   - batch: does them and returns the time that they took in ns.
    /// - Throws: the reason why the counters cannot be read.
    public func measure(
        group: Int, operations: UInt64, batch: () -> Double
    ) throws(CounterRefusal) -> CountedBatch {
        let counters = groups[group]
        let before = try counters.read()
        counters.enable()
        let nanoseconds = batch()
        counters.disable()
        let readings = zip(try counters.read(), before).map { $0.since($1) }
        return CountedBatch(group: group, operations: operations, nanoseconds: nanoseconds, readings: readings)
    }
}
