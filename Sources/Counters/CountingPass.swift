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

/// A pass in which operations are counted, apart from the one that times them: attached counters slow them down.
public struct CountingPass {
    /// How the events are divided.
    public private(set) var layout: GroupLayout
    /// For each group of the layout, its counters on each of the tasks.
    private var counters: [[CounterGroup]] = []

    /// Opens those of `events` that are available, user and kernel mode apart, on each of the tasks and on all
    /// that they start later.
    ///
    /// - Parameters:
    ///   - events: as ``EventCatalog/event(named:)`` gives them.
    ///   - tasks: the threads that take part in an operation, 0 for the calling one. None may be a child that another
    ///     of them starts after this: it is counted with its parent already.
    public init(_ events: [CounterEvent], tasks: [Int32] = [0]) {
        layout = GroupLayout(events.flatMap(\.byMode), inherit: true)
        for group in layout.groups {
            do throws(CounterRefusal) {
                var opened: [CounterGroup] = []
                for task in tasks { opened.append(try CounterGroup(group, task: task, inherit: true)) }
                counters.append(opened)
            } catch {
                layout.refuse(group, because: error.reason)
            }
        }
    }

    /// How many groups there are, each to be counted in batches of its own.
    public var count: Int { counters.count }

    /// Counts one group of events while `batch` does its operations.
    ///
    /// - Parameters:
    ///   - group: 0 ..< `count`.
    ///   - operations: how many operations the batch does.
    ///   - batch: does them and returns the time that they took in ns.
    /// - Throws: the reason why the counters cannot be read, or what `batch` throws.
    public func measure(group: Int, operations: UInt64, batch: () throws -> Double) throws -> CountedBatch {
        let counters = counters[group]
        let before = try counters.map { counter throws in try counter.read() }
        for counter in counters { counter.enable() }
        defer { for counter in counters { counter.disable() } }
        let nanoseconds = try batch()
        for counter in counters { counter.disable() }
        let after = try counters.map { counter throws in try counter.read() }
        return CountedBatch(
            group: group, operations: operations, nanoseconds: nanoseconds, readings: difference(before, after))
    }
}

/// What each event counted between two rounds of readings, added over the tasks: one array a task, one reading an
/// event.
func difference(_ before: [[CounterReading]], _ after: [[CounterReading]]) -> [CounterReading] {
    let perTask = zip(before, after).map { zip($0, $1).map { $1.since($0) } }
    guard var sum = perTask.first else { return [] }
    for task in perTask.dropFirst() {
        for (place, reading) in task.enumerated() where place < sum.count { sum[place].add(reading) }
    }
    return sum
}
