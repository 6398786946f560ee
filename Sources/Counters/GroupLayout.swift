internal import Basics

/// What trying a group of events showed.
public enum GroupTrial: Hashable, Sendable {
    /// All of them counted all the time.
    case fits
    /// The kernel took them and counted some of them not, or not always.
    case tooMany
    /// The kernel took them not.
    case refused(CounterRefusal)
}

/// Events divided into groups that the PMU can count at once, and those that cannot be counted.
public struct GroupLayout: Hashable, Sendable {
    /// The groups, each counted in batches of its own. Every event keeps its place in the order asked for.
    public private(set) var groups: [[CounterEvent]] = []
    /// Why the others are absent.
    public private(set) var refusals: [CounterRefusal] = []

    /// Divides `events`, in their order, by asking `trial` what fits.
    ///
    /// The kernel accepts a group that is too large and then never counts it, so only a trial shows how many
    /// counters there are: a hypervisor, another user or the NMI watchdog may hold some of them.
    ///
    /// - Parameter trial: tries to count these events in one group.
    public init(_ events: [CounterEvent], trial: ([CounterEvent]) -> GroupTrial) {
        for event in events {
            switch trial([event]) {
            case .refused(let refusal): refusals.append(refusal)
            case .tooMany: refusals.append(CounterRefusal(event.name, "no counter was free for it"))
            case .fits:
                if let last = groups.last, trial(last + [event]) == .fits {
                    groups[groups.count - 1].append(event)
                } else {
                    groups.append([event])
                }
            }
        }
    }

    /// Divides `events` by trying on this machine, for the calling thread.
    public init(_ events: [CounterEvent], inherit: Bool) {
        self.init(events) { GroupLayout.tryToCount($0, inherit: inherit) }
    }

    /// Takes a group out that cannot be opened after all; every event in it is absent for that reason.
    mutating func refuse(_ group: [CounterEvent], because reason: String) {
        groups.removeAll { $0 == group }
        refusals += group.map { CounterRefusal($0.name, reason) }
    }

    /// Opens the events as one group, counts a moment and looks whether all of them counted all the time.
    static func tryToCount(_ events: [CounterEvent], inherit: Bool) -> GroupTrial {
        do throws(CounterRefusal) {
            let group = try CounterGroup(events, inherit: inherit)
            group.enable()
            spendAMoment()
            group.disable()
            return try group.read().allSatisfy { $0.enabled > 0 && $0.running == $0.enabled } ? .fits : .tooMany
        } catch {
            return events.count == 1 ? .refused(error) : .tooMany
        }
    }

    /// Some tens of microseconds in which a counter can show that it counts: reading a file enters the kernel as well.
    private static func spendAMoment() {
        for _ in 0..<10 { _ = textOfFile("/proc/self/stat") }
    }
}

extension CounterEvent {
    /// The event apart for user and kernel mode, by libpfm4's `:u` and `:k`.
    ///
    /// One event alone where its name already asks for one mode, and where the kernel itself counts it: its software
    /// events happen in the kernel whoever caused them.
    public var byMode: [CounterEvent] {
        guard isHardware, !excludeUser, !excludeKernel else { return [self] }
        var user = self
        user.name += ":u"
        user.excludeKernel = true
        var kernel = self
        kernel.name += ":k"
        kernel.excludeUser = true
        return [user, kernel]
    }
}
