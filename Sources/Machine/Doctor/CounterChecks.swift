import Glibc

extension Doctor {
    /// Whether and what can be counted. What a refusal means: perf_event_open(2), section "Errors", and
    /// Documentation/admin-guide/perf-security.rst.
    static let counterChecks: [Check] = [
        Check("hardware counters") { situation in
            guard let attempt = situation.counters else {
                return pmu(situation)
                    ? (.unknown, "A performance-monitoring unit is there; whether it may be used was not tried.", nil)
                    : noPMU(situation)
            }
            return explain(attempt.hardware, situation)
        },
        Check("counter reads") { situation in
            guard let attempt = situation.counters, attempt.hardware == 0 else { return nil }
            guard let reason = attempt.readByCall else {
                return (.good, "A thread reads its own counters in user mode, without a system call.", nil)
            }
            let advice = reason.contains("perf_user_access") ? "sysctl kernel.perf_user_access=1" : nil
            return (.good, "A thread reads its own counters by a system call: \(reason).", advice)
        },
        Check("software counters") { situation in
            guard let error = situation.counters?.software else { return nil }
            if error == 0 { return (.good, "The kernel counts context switches, migrations and faults for us.", nil) }
            let refusal = explain(error, situation)
            return (
                .limits, "The kernel's own counts are refused (\(name(error))); switches are proved by rusage instead.",
                refusal.advice
            )
        },
        Check("kernel counts") { situation in
            guard let level = situation.number("sysctl.kernel.perf_event_paranoid") else {
                return (.unknown, "kernel.perf_event_paranoid cannot be read.", nil)
            }
            let shown = "kernel.perf_event_paranoid is \(Int(level))"
            if level < 2 { return (.good, "\(shown): user and kernel mode may be counted.", nil) }
            if privileged(situation) { return (.good, "\(shown), which does not bind this process.", nil) }
            let what = level == 2 ? "only user mode may be counted" : "an ordinary user may count nothing"
            return (.limits, "\(shown): \(what).", allow(level: 1))
        },
        Check("NMI watchdog") { situation in
            switch situation.number("sysctl.kernel.nmi_watchdog") {
            case 0: (.good, "The NMI watchdog is off: it holds no counter.", nil)
            case nil: nil
            default:
                (
                    .limits, "The NMI watchdog holds one hardware counter of each CPU.",
                    "sudo sysctl kernel.nmi_watchdog=0"
                )
            }
        },
        Check("tracepoints") { situation in
            let folders = ["/sys/kernel/tracing", "/sys/kernel/debug/tracing"]
            if folders.contains(where: { !situation.root.entries($0 + "/events").isEmpty }) {
                return (.good, "Tracepoints can be read: the kernel counts system calls.", nil)
            }
            guard situation.root.exists(folders[0]) else {
                return (.unknown, "This kernel has no tracing folder, or /sys is not mounted.", nil)
            }
            return (
                .limits, "Tracepoints cannot be read: tracefs is not mounted, or is closed to this user.",
                situation.flag("process.root") == true
                    ? "mount -t tracefs nodev /sys/kernel/tracing"
                    : "run as root, or sudo mount -t tracefs nodev /sys/kernel/tracing"
            )
        },
    ]

    private static func explain(_ error: Int32, _ situation: Situation) -> Check.Answer {
        let level = situation.number("sysctl.kernel.perf_event_paranoid")
        switch error {
        case 0:
            return (.good, "The CPU's own counters can be opened.", nil)
        case ENOENT, ENODEV, EOPNOTSUPP:
            if !pmu(situation) { return noPMU(situation) }
            return (.limits, "The CPU's counters are there but do not know this event (\(name(error))).", nil)
        case EACCES, EPERM:
            if let level, level > 2, !privileged(situation) {
                return (
                    .limits, "kernel.perf_event_paranoid is \(Int(level)): an ordinary user may count nothing.",
                    allow(level: 2)
                )
            }
            return filtered(situation, error)
        case EBUSY:
            return (
                .limits, "Another program holds the counters exclusively (\(name(error))).",
                "stop other profilers, and sudo sysctl kernel.nmi_watchdog=0"
            )
        case ENOSYS:
            if situation.text("process.seccomp") == "filter" { return filtered(situation, error) }
            return (
                .limits, "This kernel was built without performance events.", "use a kernel with CONFIG_PERF_EVENTS"
            )
        case EMFILE, ENFILE:
            return (.limits, "There are too many open files to open a counter.", "ulimit -n 4096")
        default:
            return (.limits, "Opening a hardware counter failed with \(name(error)).", nil)
        }
    }

    private static func filtered(_ situation: Situation, _ error: Int32) -> Check.Answer {
        guard situation.text("process.seccomp") == "filter" else {
            return (
                .limits, "perf_event_open is refused (\(name(error))), perhaps by a security module.",
                "run as root, or give CAP_PERFMON: sudo setcap cap_perfmon+ep \"$(command -v toll)\""
            )
        }
        return (
            .limits, "perf_event_open is refused (\(name(error))) and a system-call filter is in force.",
            "start the container with --cap-add PERFMON and a seccomp profile that allows perf_event_open"
        )
    }

    private static func noPMU(_ situation: Situation) -> Check.Answer {
        if let hypervisor = situation.hypervisor {
            return (
                .limits, "This \(hypervisor) guest is given no performance-monitoring unit: cycles are not counted.",
                "use bare metal, or give the guest a PMU (QEMU: -cpu host,pmu=on; clouds: a metal instance)"
            )
        }
        return (
            .limits, "The kernel shows no performance-monitoring unit of this CPU.",
            "look for PMU or perf in the kernel's log: sudo dmesg | grep -i -e pmu -e 'performance events'"
        )
    }

    /// Whether the kernel drives the core's own PMU. Names: arch/x86/events/core.c, drivers/perf/arm_pmuv3.c.
    private static func pmu(_ situation: Situation) -> Bool {
        situation.root.entries("/sys/bus/event_source/devices").contains {
            ["cpu", "cpu_core", "cpu_atom"].contains($0) || $0.hasPrefix("armv8") || $0.hasPrefix("armv9")
        }
    }

    private static func privileged(_ situation: Situation) -> Bool {
        situation.has("perfmon") || situation.has("sys_admin")
    }

    private static func allow(level: Int) -> String {
        "sudo sysctl kernel.perf_event_paranoid=\(level), or sudo setcap cap_perfmon+ep \"$(command -v toll)\""
    }

    private static func name(_ error: Int32) -> String {
        let names: [Int32: String] = [
            ENOENT: "ENOENT", ENODEV: "ENODEV", EOPNOTSUPP: "EOPNOTSUPP", EACCES: "EACCES", EPERM: "EPERM",
            EBUSY: "EBUSY", ENOSYS: "ENOSYS", EINVAL: "EINVAL", EMFILE: "EMFILE", ENFILE: "ENFILE",
        ]
        return names[error] ?? "error \(error)"
    }
}
