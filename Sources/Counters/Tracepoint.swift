import Basics
import CKernel
import Glibc

/// The kernel's tracepoints, by the numbers that tracefs gives them.
public enum Tracepoint {
    /// The event that counts passes of a tracepoint such as `raw_syscalls/sys_enter` or `sched/sched_process_fork`.
    ///
    /// Where tracefs is mounted it is read there. Elsewhere a privileged process reads one of its own, mounted nowhere,
    /// so that the machine's mounts stay as they are.
    ///
    /// - Throws: the reason why the number cannot be read.
    public static func event(_ name: String) throws(CounterRefusal) -> CounterEvent {
        .tracepoint(name: name, id: try id(of: name))
    }

    static func id(of name: String, mountedAt root: String = "/sys/kernel/tracing") throws(CounterRefusal) -> UInt64 {
        if let text = textOfFile("\(root)/events/\(name)/id") { return try parse(text, name) }
        if access("\(root)/events", F_OK) == 0 { throw CounterRefusal(name, "this kernel has no such tracepoint") }
        let detached = k_tracefs_detached()
        guard detached >= 0 else { throw CounterRefusal(name, refusal(-detached)) }
        defer { close(detached) }
        let file = openat(detached, "events/\(name)/id", O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { throw CounterRefusal(name, "this kernel has no such tracepoint") }
        defer { close(file) }
        return try parse(textOfDescriptor(file) ?? "", name)
    }

    private static func parse(_ text: String, _ name: String) throws(CounterRefusal) -> UInt64 {
        guard let id = UInt64(text.trimmed) else { throw CounterRefusal(name, "tracefs gives no number for it") }
        return id
    }

    private static func refusal(_ code: Int32) -> String {
        switch code {
        case EPERM, EACCES: "tracefs is not readable here: needs root (CAP_SYS_ADMIN)"
        case ENODEV: "this kernel was built without tracing (no tracefs)"
        case ENOSYS: "tracefs is not mounted, and this kernel cannot mount it for one process alone"
        default: "tracefs is not mounted and cannot be mounted (\(errorName(code)))"
        }
    }
}
