internal import Basics

extension Doctor {
    /// What watches or guards this process, and so is in every figure.
    static let layerChecks: [Check] = [
        Check("system-call filter") { situation in
            switch situation.text("process.seccomp") {
            case "off": return (.good, "No system-call filter is in force.", nil)
            case nil: return (.unknown, "Whether a system-call filter is in force cannot be read.", nil)
            default:
                let count =
                    situation.number("process.seccomp_filters").map { "the \(Int($0)) filter(s)" } ?? "the filters"
                return (
                    .noisy,
                    "Each system call runs through \(count) in force.",
                    "start the container with --security-opt seccomp=unconfined to see the kernel's own price"
                )
            }
        },
        Check("tracer") { situation in
            situation.flag("process.traced") == true
                ? (.limits, "This process is traced (TracerPid): no figure of a run would be valid.", "run it untraced")
                : nil
        },
        Check("store bypass") { situation in
            guard let state = situation.text("process.store_bypass") else {
                return (.unknown, "Whether loads wait for earlier stores cannot be read.", nil)
            }
            guard state.contains("mitigated") else { return (.good, "Loads need not wait for earlier stores.", nil) }
            return (
                .noisy, "Loads wait for earlier stores (SSBD: \(state)), for this process at least.",
                "start it without the filter or the setting that asks for that (spec_store_bypass_disable=)"
            )
        },
        Check("security modules") { situation in
            guard case .list(let modules) = situation.facts["kernel.security"] else {
                return (.unknown, "The security modules cannot be listed.", nil)
            }
            // "bpf" does nothing without programs, which are a check of their own.
            let costly = modules.filter { ["selinux", "smack", "tomoyo", "apparmor", "ipe"].contains($0) }
            let all = modules.joined(separator: ", ")
            if costly.isEmpty { return (.good, "Security modules: \(all).", nil) }
            return (
                .noisy, "Security modules: \(all). Each open is checked by \(costly.joined(separator: ", ")).",
                "boot with lsm=\(modules.filter { !costly.contains($0) }.joined(separator: ",")) to see "
                    + "the price without"
            )
        },
        Check("auditing") { situation in
            switch situation.flag("kernel.auditing") {
            case nil: (.unknown, "Whether the kernel audits cannot be asked.", nil)
            case false?: (.good, "The kernel does not audit.", nil)
            case true?:
                (
                    .noisy, "The kernel audits: every system call may be held against its rules.",
                    "sudo auditctl -D; boot with audit=0 to see the price without"
                )
            }
        },
        Check("BPF programs") { situation in
            guard case .list(let programs) = situation.facts["kernel.bpf_programs"] else {
                return (.unknown, "BPF programs cannot be listed: that needs root.", nil)
            }
            if programs.isEmpty { return (.good, "No BPF program watches calls or switches.", nil) }
            return (
                .noisy,
                "BPF programs are loaded that may watch calls and switches: "
                    + "\(programs.joined(separator: ", ")).", "sudo bpftool prog list"
            )
        },
        Check("control groups") { situation in
            guard let depth = situation.number("cgroup.depth") else {
                return (.unknown, "How deep in control groups this process is cannot be read.", nil)
            }
            if depth == 0 { return (.good, "This process is in the outermost control group.", nil) }
            return (
                .good, "This process is \(numbered(Int(depth), "control group")) deep: each switch accounts for all.",
                nil
            )
        },
        Check("mitigations") { situation in
            guard situation.facts.values.contains(where: { $0.key.hasPrefix("mitigation.") }) else {
                return (.unknown, "Which mitigations are in force cannot be read.", nil)
            }
            let active = situation.facts.values.filter { key, value in
                guard key.hasPrefix("mitigation."), case .text(let state) = value else { return false }
                return state.hasPrefix("Mitigation")
            }.map { $0.key.dropFirst("mitigation.".count) }.sorted()
            let asked = situation.text("cmdline.mitigations").map { "; mitigations=\($0)" } ?? ""
            if active.isEmpty { return (.good, "No mitigation is in force\(asked).", nil) }
            return (
                .good,
                "Mitigations in force: \(active.joined(separator: ", "))\(asked). They are part of the price here.",
                nil
            )
        },
    ]

    /// The findings about layers alone.
    public static func layers(_ situation: Situation) -> [Finding] { findings(situation, of: layerChecks) }
}
