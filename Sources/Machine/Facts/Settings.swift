extension Topic {
    /// Kernel settings by their sysctl name (Documentation/admin-guide/sysctl/).
    static let settings = Topic(
        "Settings",
        [
            sysctl("kernel.pid_max", ["create"], "the number of tasks, and how soon task numbers come round again"),
            sysctl("kernel.threads-max", ["create"], "the number of tasks"),
            sysctl("kernel.perf_event_paranoid"),
            sysctl("kernel.perf_user_access"),
            sysctl("kernel.nmi_watchdog", ["*"], "it interrupts, and holds a hardware counter"),
            sysctl("kernel.watchdog"),
            sysctl("kernel.unprivileged_userns_clone"),
            sysctl("kernel.apparmor_restrict_unprivileged_userns"),
            sysctl("user.max_user_namespaces"),
            sysctl("kernel.unprivileged_bpf_disabled"),
            sysctl("kernel.io_uring_disabled"),
            sysctl("kernel.sched_autogroup_enabled", ["switch"], "the scheduler walks one more group"),
            sysctl("kernel.sched_schedstats", ["switch"], "each switch keeps statistics"),
            sysctl("kernel.task_delayacct", ["switch", "io"], "each wait is accounted"),
            sysctl("kernel.sched_rt_runtime_us", ["switch"], "real-time tasks are throttled"),
            sysctl("kernel.numa_balancing", ["memory", "switch"], "pages are unmapped to see who uses them"),
            sysctl("kernel.randomize_va_space", ["create"], "a new program's layout is drawn"),
            sysctl("kernel.ftrace_enabled"),
            sysctl("vm.overcommit_memory", ["create"], "fork may be refused or accounted"),
            sysctl("vm.max_map_count"),
            sysctl(
                "net.core.bpf_jit_enable", ["syscall.null.seccomp"], "system-call filters are compiled or interpreted"),
        ])

    private static func sysctl(_ name: String, _ moves: [String] = [], _ because: String? = nil) -> Fact {
        let path = "/proc/sys/" + String(name.map { $0 == "." ? "/" : $0 })
        return Fact("sysctl." + name, name, moves: moves, because: because) { FactValue($0.root.line(path)) }
    }
}
