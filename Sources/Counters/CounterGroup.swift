import Basics
import CKernel
import Glibc

/// Events that the kernel counts together, for one task or for one task and all that it starts.
///
/// The group counts nothing until ``enable()``. It is closed when it is released.
public final class CounterGroup {
    /// The events, in the order of the readings.
    public let events: [CounterEvent]
    /// True where threads and processes that the task starts later are counted too.
    public let inherit: Bool
    private var descriptors: [Int32] = []
    /// The first descriptor, by itself: starting and stopping should cost what is counted little.
    private var leader: Int32 = -1
    private var ids: [UInt64] = []

    /// Opens the events as one group, the first as its leader.
    ///
    /// - Parameters:
    ///   - events: at least one.
    ///   - task: the thread to count, 0 for the calling one.
    ///   - cpu: the CPU to count on, -1 for any.
    ///   - inherit: whether tasks that the counted one starts after this are counted with it.
    ///   - startsOnExec: whether it counts from the moment on at which the task becomes another program.
    /// - Throws: the reason why an event cannot be counted; nothing stays open then.
    public init(
        _ events: [CounterEvent], task: Int32 = 0, cpu: Int32 = -1, inherit: Bool, startsOnExec: Bool = false
    ) throws(CounterRefusal) {
        self.events = events
        self.inherit = inherit
        for event in events {
            let descriptor = CounterGroup.open(
                event, task: task, cpu: cpu, leader: leader, inherit: inherit, startsOnExec: startsOnExec)
            if descriptor < 0 {
                let situation = CounterSituation.now(cpu: cpu)
                close()
                throw CounterRefusal(event, errno: -descriptor, in: situation)
            }
            descriptors.append(descriptor)
            if leader < 0 { leader = descriptor }
            var id: UInt64 = 0
            let failure = k_perf_id(descriptor, &id)
            if failure < 0 {
                close()
                throw CounterRefusal(event.name, "cannot be identified (\(errorName(-failure)))")
            }
            ids.append(id)
        }
    }

    deinit { close() }

    /// Starts counting, also in the tasks that inherited the group.
    public func enable() { _ = k_perf_enable(leader) }

    /// Stops counting; what was counted stays.
    public func disable() { _ = k_perf_disable(leader) }

    /// What was counted since the group was opened, living and ended children included, in the order of the events.
    ///
    /// - Throws: the reason why there is nothing to read.
    public func read() throws(CounterRefusal) -> [CounterReading] {
        // The kernel refuses one read for the whole group to inherited events (EINVAL until Linux 6.12).
        if inherit {
            var readings: [CounterReading] = []
            for (event, descriptor) in zip(events, descriptors) {
                let words = try words(of: descriptor, event: event, count: 3)
                guard let reading = singleReading(words) else {
                    throw CounterRefusal(event.name, "gave no reading: the counter was not free")
                }
                readings.append(reading)
            }
            return readings
        }
        guard leader >= 0, let event = events.first else { return [] }
        let words = try words(of: leader, event: event, count: 3 + 2 * events.count)
        guard let readings = groupReadings(words, ids: ids) else {
            throw CounterRefusal(event.name, "gave no reading of its group: the counters were not free")
        }
        return readings
    }

    /// Gives the counters back. Nothing can be read afterwards.
    public func close() {
        for descriptor in descriptors { _ = Glibc.close(descriptor) }
        descriptors = []
        ids = []
        leader = -1
    }

    /// The descriptor of the first event, for what reads its page; -1 when closed.
    var firstDescriptor: Int32 { leader }

    static func open(
        _ event: CounterEvent, task: Int32, cpu: Int32, leader: Int32, inherit: Bool, startsOnExec: Bool = false
    ) -> Int32 {
        var bits = inherit ? K_PERF_INHERIT : K_PERF_GROUP_READ
        // Only the leader starts disabled: its members count when it does.
        if leader < 0 { bits |= K_PERF_DISABLED }
        if leader < 0, startsOnExec { bits |= K_PERF_ON_EXEC }
        if event.excludeUser { bits |= K_PERF_NO_USER }
        if event.excludeKernel { bits |= K_PERF_NO_KERNEL }
        var attributes = k_perf_attr(event.type, event.config, event.config1, event.config2, UInt32(bits))
        return k_perf_open(&attributes, task, cpu, leader)
    }

    private func words(of descriptor: Int32, event: CounterEvent, count: Int) throws(CounterRefusal) -> [UInt64] {
        var words = [UInt64](repeating: 0, count: count)
        let size = words.withUnsafeMutableBytes { Glibc.read(descriptor, $0.baseAddress, $0.count) }
        if size < 0 { throw CounterRefusal(event.name, "cannot be read (\(errorName(errno)))") }
        words.removeLast(count - size / MemoryLayout<UInt64>.size)
        return words
    }
}
