import Basics
import Glibc

/// Why a counter is not available, in one line for a person.
public struct CounterRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    /// The event's name.
    public var event: String
    /// The reason, one line without the event's name.
    public var reason: String

    /// A refusal with its reason.
    public init(_ event: String, _ reason: String) {
        self.event = event
        self.reason = reason
    }

    /// The event and the reason.
    public var description: String { "\(event): \(reason)" }

    /// The reason that follows from what perf_event_open(2) answered for `event` in this situation.
    public init(_ event: CounterEvent, errno code: Int32, in situation: CounterSituation) {
        self.init(event.name, refusalReason(event, errno: code, in: situation))
    }
}

/// What decides, besides the error number, why a counter was refused.
public struct CounterSituation: Hashable, Sendable {
    /// `kernel.perf_event_paranoid`, nil where it cannot be read.
    public var paranoid: Int?
    /// The `Seccomp:` mode of /proc/self/status: 2 is a filter.
    public var seccomp: Int?
    /// True where the kernel has a PMU of the CPU's own under event_source/devices.
    public var hasPMU: Bool
    /// True where a whole CPU is counted, not one task.
    public var wholeCPU: Bool

    /// A situation of these facts.
    public init(paranoid: Int?, seccomp: Int?, hasPMU: Bool, wholeCPU: Bool = false) {
        self.paranoid = paranoid
        self.seccomp = seccomp
        self.hasPMU = hasPMU
        self.wholeCPU = wholeCPU
    }

    /// The situation of this process on this machine; `cpu` as for ``CounterGroup``.
    public static func now(cpu: Int32 = -1) -> CounterSituation {
        let paranoid = textOfFile("/proc/sys/kernel/perf_event_paranoid").flatMap { Int($0.trimmed) }
        let status = textOfFile("/proc/self/status") ?? ""
        let seccomp = status.split(separator: "\n").first { $0.hasPrefix("Seccomp:") }
            .flatMap { Int($0.dropFirst("Seccomp:".count).trimmed) }
        return CounterSituation(
            paranoid: paranoid, seccomp: seccomp, hasPMU: !cpuPMUs(in: "/sys/bus/event_source/devices").isEmpty,
            wholeCPU: cpu >= 0)
    }
}

/// The PMUs of the CPU itself that the kernel offers under `folder`, by the kernel's naming: `cpu`, `cpu_core` and
/// `cpu_atom` on x86-64, `armv8_pmuv3_0`, `armv8_cortex_a72`, `apple_firestorm_pmu` on AArch64. Those of caches, memory
/// and devices are not counted.
func cpuPMUs(in folder: String) -> [String] {
    entriesOfFolder(folder).filter { name in
        name == "cpu" || ["cpu_", "armv", "apple_"].contains { name.hasPrefix($0) }
    }
}

func refusalReason(_ event: CounterEvent, errno code: Int32, in situation: CounterSituation) -> String {
    let said = "perf_event_open: \(errorName(code))"
    switch code {
    case EACCES, EPERM:
        // Unpatched kernels let every user count user code at level 2; Debian's 3 and Ubuntu's 4 allow nothing.
        let needed = situation.wholeCPU ? 0 : event.excludeKernel ? 2 : 1
        if let level = situation.paranoid, level > needed, code == EACCES || situation.seccomp != 2 {
            let what = needed == 2 ? "" : needed == 0 ? "counting a whole CPU " : "counting in the kernel "
            return "kernel.perf_event_paranoid is \(level): \(what)needs \(needed) or less, or CAP_PERFMON"
        }
        if situation.seccomp == 2 { return "a seccomp filter, as in a container, forbids it (\(said))" }
        return "not allowed here (\(said)): needs CAP_PERFMON"
    case ENOENT where event.isHardware && !situation.hasPMU:
        return "this machine has no hardware counters (\(said)), as in most virtual machines"
    case ENOENT: return "this machine's counters have no such event (\(said))"
    case EOPNOTSUPP where event.isHardware && !situation.hasPMU:
        return "this machine has no hardware counters (\(said)), as in most virtual machines"
    case EOPNOTSUPP, ENODEV: return "this machine's counters cannot count it in this way (\(said))"
    case ENOSYS: return "this kernel was built without performance events, or a filter hides them (\(said))"
    case EINVAL: return "this kernel does not take the event or the group (\(said))"
    case EBUSY, ENOSPC: return "another user holds the counters (\(said))"
    case EMFILE: return "no file descriptor is left for it (\(said)): 'ulimit -n' raises their number"
    case ENFILE: return "no file descriptor is left for it (\(said))"
    case ESRCH: return "the task to count has ended (\(said))"
    default: return "refused (\(said))"
    }
}
