import CKernel

/// One thing the kernel or the PMU can count, as perf_event_open(2) takes it.
public struct CounterEvent: Hashable, Sendable {
    /// How a person names it, such as `context-switches` or `perf::CYCLES:u`.
    public var name: String
    /// `perf_event_attr.type`: the PMU that counts it, by the kernel's number.
    public var type: UInt32
    /// `perf_event_attr.config`: the event, in its PMU's own coding.
    public var config: UInt64
    /// `perf_event_attr.config1`: what some PMUs want besides.
    public var config1: UInt64
    /// `perf_event_attr.config2`: what some PMUs want besides.
    public var config2: UInt64
    /// Nothing is counted while user code runs.
    public var excludeUser: Bool
    /// Nothing is counted while the kernel runs.
    public var excludeKernel: Bool

    /// An event by the kernel's numbers.
    public init(
        name: String, type: UInt32, config: UInt64, config1: UInt64 = 0, config2: UInt64 = 0,
        excludeUser: Bool = false, excludeKernel: Bool = false
    ) {
        self.name = name
        self.type = type
        self.config = config
        self.config1 = config1
        self.config2 = config2
        self.excludeUser = excludeUser
        self.excludeKernel = excludeKernel
    }

    /// True where hardware counts it; the kernel itself counts its software events and tracepoints.
    public var isHardware: Bool {
        type != PERF_TYPE_SOFTWARE.rawValue && type != PERF_TYPE_TRACEPOINT.rawValue
    }
}

// The kernel counts a switch and a migration in its own mode, so none of these may exclude it: they would read 0.
extension CounterEvent {
    /// The task left the CPU for another one.
    public static let contextSwitches = software("context-switches", PERF_COUNT_SW_CONTEXT_SWITCHES)
    /// The task went on on another CPU.
    public static let migrations = software("migrations", PERF_COUNT_SW_CPU_MIGRATIONS)
    /// Page faults, minor and major.
    public static let pageFaults = software("page-faults", PERF_COUNT_SW_PAGE_FAULTS)
    /// Time that the task ran on a CPU, in ns.
    public static let taskClock = software("task-clock", PERF_COUNT_SW_TASK_CLOCK)

    /// How often the kernel passed a tracepoint; `id` is the number that tracefs gives it (``Tracepoint``).
    public static func tracepoint(name: String, id: UInt64) -> CounterEvent {
        CounterEvent(name: name, type: PERF_TYPE_TRACEPOINT.rawValue, config: id)
    }

    private static func software(_ name: String, _ event: perf_sw_ids) -> CounterEvent {
        CounterEvent(name: name, type: PERF_TYPE_SOFTWARE.rawValue, config: UInt64(event.rawValue))
    }
}
