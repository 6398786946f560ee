internal import Basics

extension Topic {
    /// What this process may do, and what is put upon it (proc_pid_status(5), capabilities(7)).
    static let process = Topic(
        "This process",
        [
            Fact("process.root", "is root") {
                $0.status.words("Uid").dropFirst().first.map { .flag($0 == "0") }
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
        ])

    private static let filters = "each call runs through every filter"

    /// Whether a capability is in force; `bit` as linux/capability.h numbers it.
    private static func capability(_ name: String, _ bit: Int) -> Fact {
        Fact("process.cap_" + name, "CAP_" + name.uppercased()) {
            $0.status["CapEff"]?.hexadecimal.map { .flag($0 >> UInt64(bit) & 1 == 1) }
        }
    }
}
