extension Topic {
    /// Limits of the control group and of the process.
    static let limits = Topic(
        "Limits", isOfProcess: true,
        [
            Fact("cgroup.version", "cgroup version", moves: ["switch"], because: "accounting walks another hierarchy") {
                FactValue($0.cgroup.version)
            },
            Fact("cgroup.cpus", "CPUs' worth of time", moves: ["*"], because: "a group that used its share is stopped")
            {
                FactValue(limit: $0.cgroup.cpuLimit)
            },
            Fact("cgroup.depth", "groups above this process", moves: ["switch"], because: "accounting walks them all") {
                FactValue($0.cgroup.depth)
            },
            Fact("cgroup.memory", "memory of the cgroup", .bytes, moves: ["memory"], because: "pages are taken back") {
                FactValue(limit: $0.cgroup.memoryLimit.map { $0 < 1 << 62 ? Double($0) : .infinity })
            },
            Fact("cgroup.tasks", "tasks in the cgroup", moves: ["create"], because: "populations are capped") {
                FactValue(limit: $0.cgroup.taskLimit)
            },
            resource("processes", "tasks of this user", "Max processes"),
            resource("open_files", "open files", "Max open files"),
            resource("locked_memory", "locked memory", "Max locked memory", .bytes),
            resource("realtime", "real-time priority", "Max realtime priority"),
        ])

    /// A soft limit from /proc/self/limits: the name is as wide as its column, the soft limit the word after it.
    private static func resource(_ name: String, _ label: String, _ title: String, _ unit: FactUnit = .none) -> Fact {
        Fact("rlimit." + name, label, unit) { survey in
            let lines = survey.root.text("/proc/self/limits")?.split(separator: "\n") ?? []
            let words = lines.first { $0.hasPrefix(title + " ") }?.dropFirst(title.count).split(separator: " ") ?? []
            guard let soft = words.first else { return nil }
            return soft == "unlimited" ? .text("none") : FactValue(Int(soft))
        }
    }
}
