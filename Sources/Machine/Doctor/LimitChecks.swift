internal import Basics

extension Doctor {
    /// What cannot be measured, counters aside.
    static let limitChecks: [Check] = [
        Check("CPUs") { situation in
            let allowed = situation.survey.topology.allowed
            guard let cpu = situation.survey.topology.measuringCPU else {
                return (.unknown, "Which CPUs may be used cannot be read.", nil)
            }
            if allowed.count == 1 {
                return (
                    .limits, "Only CPU \(cpu) may be used: nothing is measured across CPUs, and toll itself disturbs.",
                    "run toll with more CPUs: taskset, --cpuset-cpus or the machine's size decide"
                )
            }
            let isolated = situation.survey.topology.isolated.contains(cpu) ? ", which is isolated," : ""
            return (.good, "\(allowed.count) CPUs may be used; CPU \(cpu)\(isolated) is the one to measure on.", nil)
        },
        Check("tasks") { situation in
            // Root, and who may raise the limit, is not bound by it (kernel/fork.c, copy_process).
            let isRoot = situation.flag("process.root") == true && !situation.isNamespaced
            let isBound = !isRoot && !situation.has("sys_resource")
            let limits =
                (isBound ? ["rlimit.processes"] : [])
                + ["cgroup.tasks", "sysctl.kernel.pid_max", "sysctl.kernel.threads-max"]
            let known = limits.compactMap { key in situation.number(key).map { (key: key, value: $0) } }
            let isKnown = limits.contains { situation.facts[$0] != nil }
            guard let tightest = known.min(by: { $0.value < $1.value }) else {
                return isKnown
                    ? (.good, "The number of tasks is not limited.", nil)
                    : (.unknown, "The limits on the number of tasks cannot be read.", nil)
            }
            let count = Format.decimal(tightest.value, places: 0)
            if tightest.value >= 32_768 { return (.good, "Up to \(count) tasks may live at once.", nil) }
            let advice = [
                "rlimit.processes": "ulimit -u 40000", "cgroup.tasks": "start the container with --pids-limit 40000",
                "sysctl.kernel.pid_max": "sudo sysctl kernel.pid_max=4194304",
                "sysctl.kernel.threads-max": "sudo sysctl kernel.threads-max=100000",
            ]
            return (
                .limits, "At most \(count) tasks may live at once (\(tightest.key)): larger populations are skipped.",
                advice[tightest.key]
            )
        },
        Check("real time") { situation in
            if situation.has("sys_nice") { return (.good, "Real-time priorities may be asked for.", nil) }
            guard let priority = situation.number("rlimit.realtime") else {
                return (.unknown, "Whether real-time priorities may be asked for cannot be read.", nil)
            }
            return priority > 0
                ? (.good, "Real-time priorities up to \(Int(priority)) may be asked for.", nil)
                : (
                    .limits, "Real-time rows are skipped: this user may not ask for real-time priorities.",
                    "run as root, or sudo setcap cap_sys_nice+ep \"$(command -v toll)\""
                )
        },
        Check("namespaces") { situation in
            if situation.has("sys_admin") { return (.good, "Namespaces may be made.", nil) }
            let refusals = [
                ("user.max_user_namespaces", 0.0, "15000"), ("kernel.unprivileged_userns_clone", 0.0, "1"),
                ("kernel.apparmor_restrict_unprivileged_userns", 1.0, "0"),
            ]
            if let refusal = refusals.first(where: { situation.number("sysctl." + $0.0) == $0.1 }) {
                return (
                    .limits, "\(refusal.0) is \(Int(refusal.1)): rows that need namespaces are skipped.",
                    "run as root, or sudo sysctl \(refusal.0)=\(refusal.2)"
                )
            }
            guard situation.number("sysctl.user.max_user_namespaces") != nil else {
                return (.unknown, "Whether namespaces may be made cannot be read.", nil)
            }
            return (.good, "User namespaces may be made without root.", nil)
        },
        Check("io_uring") { situation in
            if let refusal = situation.noRing { return (.limits, "io_uring is refused (\(refusal)).", nil) }
            switch situation.number("sysctl.kernel.io_uring_disabled") {
            case 0: return (.good, "io_uring may be used.", nil)
            case nil:
                return (.unknown, "The kernel has no switch for io_uring (before 6.6), or it cannot be read.", nil)
            case 1 where situation.has("sys_admin"): return (.good, "io_uring may be used, by this process.", nil)
            case let level?:
                return (
                    .limits, "kernel.io_uring_disabled is \(Int(level)): rows that need io_uring are skipped.",
                    "sudo sysctl kernel.io_uring_disabled=0"
                )
            }
        },
        Check("huge pages") { situation in
            switch situation.text("memory.thp") {
            case "never":
                return (
                    .limits, "Transparent huge pages are off: memory.dram.huge has nothing to measure.",
                    "echo madvise | sudo tee /sys/kernel/mm/transparent_hugepage/enabled"
                )
            case nil where situation.root.exists("/sys/kernel/mm"):
                return (
                    .limits, "The kernel is built without transparent huge pages: memory.dram.huge is skipped.",
                    "boot a kernel with CONFIG_TRANSPARENT_HUGEPAGE"
                )
            case nil: return (.unknown, "Whether there are transparent huge pages cannot be read.", nil)
            case let mode?: return (.good, "Transparent huge pages are given (\(mode)).", nil)
            }
        },
        Check("gnuplot") { situation in
            let folders = situation.searchPath.split(separator: ":").filter { $0.hasPrefix("/") }
            guard folders.contains(where: { situation.root.isExecutable("\($0)/gnuplot") }) else {
                return (.limits, "gnuplot is not installed: no charts.", "sudo apt-get install gnuplot-nox")
            }
            if let lack = situation.noCharts { return (.limits, "No chart can be drawn: \(lack).", nil) }
            return (.good, "gnuplot is installed: charts can be drawn.", nil)
        },
    ]
}
