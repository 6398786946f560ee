extension Topic {
    /// What the CPU is. Sources: /proc/cpuinfo (x86: arch/x86/kernel/cpu/proc.c, Arm: arch/arm64/kernel/cpuinfo.c).
    static let processor = Topic(
        "Processor",
        [
            Fact("cpu.vendor", "vendor") { FactValue($0.cpuinfo["vendor_id"] ?? ArmPart($0.cpuinfo)?.vendor) },
            Fact("cpu.model", "model", moves: ["*"], because: "it is another processor") {
                FactValue($0.cpuinfo["model name"] ?? ArmPart($0.cpuinfo)?.name)
            },
            Fact("cpu.family", "family") { FactValue($0.cpuinfo["cpu family"]) },
            Fact("cpu.model_number", "model number") { FactValue($0.cpuinfo["model"] ?? $0.cpuinfo["CPU part"]) },
            Fact("cpu.stepping", "stepping") { FactValue($0.cpuinfo["stepping"] ?? ArmPart($0.cpuinfo)?.revision) },
            Fact(
                "cpu.microcode", "microcode", moves: ["syscall", "switch", "create", "io"],
                because: "microcode carries half of the mitigations"
            ) { FactValue($0.cpuinfo["microcode"]) },
            Fact(
                "cpu.logical", "logical CPUs", moves: ["create", "io"],
                because: "the scheduler has more places to choose"
            ) {
                $0.topology.cpus.isEmpty ? nil : .integer($0.topology.cpus.count)
            },
            Fact("cpu.cores", "cores") { FactValue($0.topology.coreCount) },
            Fact("cpu.sockets", "sockets") { FactValue($0.topology.packageCount) },
            Fact("cpu.numa_nodes", "NUMA nodes", moves: ["memory", "create"], because: "memory may be a node away") {
                $0.topology.nodes.isEmpty ? nil : .integer($0.topology.nodes.count)
            },
            Fact("cpu.shared.core", "CPUs of one core") { groups($0.topology.cpus.map(\.siblings)) },
            Fact("cpu.shared.cache", "CPUs of one last-level cache") {
                groups($0.topology.cpus.compactMap(\.lastLevelShared))
            },
            Fact("cpu.shared.node", "CPUs of one NUMA node") { groups(Array($0.topology.nodes.values)) },
            Fact("cpu.smt_control", "SMT switch") { FactValue($0.root.line("/sys/devices/system/cpu/smt/control")) },
            Fact(
                "cpu.smt_active", "SMT active", moves: ["*"],
                because: "a busy sibling thread takes up to half of the core"
            ) { FactValue($0.root.integer("/sys/devices/system/cpu/smt/active").map { $0 != 0 }) },
            Fact(
                "cpu.tsc", "time stamp counter", moves: ["machine.clock", "syscall.vdso"],
                because: "the clock is read another way where the counter cannot be trusted"
            ) { found($0, among: ["constant_tsc", "nonstop_tsc", "tsc_known_freq", "tsc_reliable", "rdtscp"]) },
            Fact(
                "cpu.features", "features that count here", moves: ["syscall", "switch", "fiber", "create"],
                because: "entry, address-space and register switching and copying use them"
            ) {
                found(
                    $0,
                    among: [
                        "fred", "fsgsbase", "pcid", "invpcid", "smap", "smep", "pku", "user_shstk", "ibt", "pti",
                        "ibrs_enhanced", "xsaveopt", "xsavec", "xsaves", "avx", "avx2", "avx512f", "amx_tile", "erms",
                        "fsrm",
                        "invlpgb", "lass", "pdpe1gb", "atomics", "sve", "sve2", "sme", "paca", "bti", "mte", "ecv",
                        "mops",
                    ])
            },
        ])

    /// Groups of CPUs, by their first; nil where there is one group, or each CPU is its own.
    private static func groups(_ groups: [[Int]]) -> FactValue? {
        let different = Set(groups.map { $0.sorted() }).sorted { $0.lexicographicallyPrecedes($1) }
        guard different.count > 1, different.contains(where: { $0.count > 1 }) else { return nil }
        return .list(different.map { CPUList.format($0) })
    }

    /// Those of the named CPU flags that the CPU has; nil where the flags cannot be read.
    private static func found(_ survey: Survey, among names: [String]) -> FactValue? {
        let flags = Set(survey.cpuinfo.words("flags") + survey.cpuinfo.words("Features"))
        return flags.isEmpty ? nil : .list(names.filter(flags.contains))
    }
}
