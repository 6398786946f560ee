import CKernel

/// What the running kernel lists of itself through calls, where no file has it.
enum Listed {
    /// The security modules at work, by the names of linux/lsm.h (Linux 6.8).
    static func securityModules() -> [String]? {
        var numbers = [UInt64](repeating: 0, count: 32)
        let found = Int(k_security_modules(&numbers, Int32(numbers.count)))
        guard found >= 0 else { return nil }
        let names: [UInt64: String] = [
            100: "capability", 101: "selinux", 102: "smack", 103: "tomoyo", 104: "apparmor", 105: "yama",
            106: "loadpin", 107: "safesetid", 108: "lockdown", 109: "bpf", 110: "landlock", 111: "ima", 112: "evm",
            113: "ipe",
        ]
        return numbers.prefix(found).map { names[$0] ?? "\($0)" }
    }

    /// Whether the kernel audits; nil where this process may not ask.
    static func auditing() -> Bool? {
        let state = k_audit_state()
        return state < 0 ? nil : state > 0
    }

    /// BPF programs that stand in the way of calls and switches, by kind and number; nil where one may not ask.
    static func programs() -> [String]? {
        let kinds = [
            (2, "kprobe"), (5, "tracepoint"), (7, "perf event"), (17, "raw tracepoint"), (24, "raw tracepoint"),
            (26, "tracing"), (29, "security module"),
        ]
        var counts: [(name: String, count: Int)] = []
        for (kind, name) in kinds {
            let count = Int(k_bpf_count_programs(Int32(kind)))
            guard count >= 0 else { return nil }
            if count > 0 { counts.append((name, count)) }
        }
        return counts.map { "\($0.name) \($0.count)" }
    }
}
