internal import Basics

extension Topic {
    /// What this process may do, and what is put upon it (proc_pid_status(5), capabilities(7)).
    static let process = Topic(
        "This process", isOfProcess: true,
        [
            Fact("process.root", "is root") {
                $0.status.words("Uid").dropFirst().first.map { .flag($0 == "0") }
            },
            Fact("process.user_namespace", "in a user namespace of its own") { survey in
                // user_namespaces(7): in the first one every number stands for itself.
                survey.root.text("/proc/self/uid_map").map {
                    .flag($0.split(whereSeparator: \.isWhitespace).joined(separator: " ") != "0 0 4294967295")
                }
            },
            capability("sys_admin", 21), capability("sys_nice", 23), capability("sys_resource", 24),
            capability("net_admin", 12), capability("perfmon", 38), capability("bpf", 39),
            Fact(
                "process.seccomp", "system-call filter", moves: ["syscall", "switch", "create", "io"], because: filters
            ) {
                switch $0.status.integer("Seccomp") {
                case 0: .text("off")
                case 1: .text("strict")
                case 2: .text("filter")
                case let other: FactValue(other)
                }
            },
            Fact(
                "process.seccomp_filters", "filters in force", moves: ["syscall", "switch", "create", "io"],
                because: filters
            ) { FactValue($0.status.integer("Seccomp_filters")) },
            Fact(
                "process.store_bypass", "speculative store bypass", moves: ["switch", "fiber", "memory"],
                because: "loads wait for earlier stores where it is off"
            ) { FactValue($0.status["Speculation_Store_Bypass"]) },
            Fact(
                "process.indirect_branch", "indirect branch speculation", moves: ["switch"],
                because: "predictors are flushed on a switch where it is off"
            ) { FactValue($0.status["SpeculationIndirectBranch"]) },
            Fact("process.allowed_cpus", "allowed CPUs") {
                $0.topology.allowed.isEmpty ? nil : .integer($0.topology.allowed.count)
            },
        ] + inherited)

    /// What a process inherits from whoever started it.
    private static let inherited = [
        Fact(
            "process.policy", "scheduling policy", moves: ["*"], because: "others go first, or are driven out"
        ) { survey in
            // sched(7); SCHED_DEADLINE is not inherited.
            stat(survey, 41).map { policy -> FactValue in
                let names = ["other", "fifo", "rr", "batch", "", "idle"]
                return names.indices.contains(policy) ? .text(names[policy]) : .integer(policy)
            }
        },
        Fact("process.nice", "nice value", moves: ["*"], because: "others go first, or are driven out") {
            FactValue(stat($0, 19))
        },
        Fact("process.traced", "traced", moves: ["*"], because: "every stop goes through the tracer") {
            $0.status.integer("TracerPid").map { .flag($0 != 0) }
        },
        Fact(
            "process.huge_pages", "huge pages allowed", moves: ["memory", "create"], because: "memory is in small pages"
        ) { $0.status.integer("THP_enabled").map { .flag($0 != 0) } },
        Fact("process.personality", "personality", moves: ["*"], because: "addresses and calls are laid out otherwise")
        {
            $0.root.line("/proc/self/personality")?.hexadecimal.map { .integer(Int(clamping: $0)) }
        },
        variable("process.libc_tunables", "GLIBC_TUNABLES", moves: ["create", "switch", "memory"]) { $0 },
        variable("process.preloaded", "preloaded libraries", moves: ["*"]) { value in
            // Without folders, which may name people.
            value.split { " :".contains($0) }.map { $0.split(separator: "/").last.map(String.init) ?? "" }
                .joined(separator: " ")
        },
    ]

    /// A field of /proc/self/stat, as proc_pid_stat(5) numbers it.
    private static func stat(_ survey: Survey, _ field: Int) -> Int? {
        guard let text = survey.root.text("/proc/self/stat"), let end = text.lastIndex(of: ")") else { return nil }
        let fields = text[text.index(after: end)...].split(separator: " ")
        return fields.count > field - 3 ? Int(fields[field - 3]) : nil
    }

    /// A variable of the environment with which this process was started; "none" where it is not set.
    private static func variable(
        _ key: String, _ label: String, moves: [String], _ show: @escaping @Sendable (String) -> String
    ) -> Fact {
        let name = key == "process.preloaded" ? "LD_PRELOAD" : label
        return Fact(key, label, moves: moves, because: "the C library works otherwise") { survey in
            guard let all = survey.root.text("/proc/self/environ", limit: 1 << 20) else { return nil }
            let value = all.split(separator: "\0").first { $0.hasPrefix(name + "=") }?.dropFirst(name.count + 1) ?? ""
            return .text(value.isEmpty ? "none" : show(String(value)).printable)
        }
    }

    private static let filters = "each call runs through every filter"

    /// Whether a capability is in force; `bit` as linux/capability.h numbers it.
    private static func capability(_ name: String, _ bit: Int) -> Fact {
        Fact("process.cap_" + name, "CAP_" + name.uppercased()) {
            $0.status["CapEff"]?.hexadecimal.map { .flag($0 >> UInt64(bit) & 1 == 1) }
        }
    }
}
