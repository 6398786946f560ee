internal import Glibc

/// The pipe rows again, each under one condition more.
func conditionedSwitches(_ kind: Partner.Kind) -> [Probe] {
    [
        .conditioned("fifo", kind, "both under SCHED_FIFO", .policy(SCHED_FIFO, priority: 1)),
        .conditioned("batch", kind, "both under SCHED_BATCH", .policy(SCHED_BATCH, priority: 0)),
        .hop(
            "pipe.\(kind).avx", "\(kind.two) on one CPU pass a byte, adding 256-bit registers to save and load",
            syscalls: 2, needs: [.vectors(.avx)], isDefault: false
        ) { try vectorSwitch(kind, at: $0, .avx) },
        .hop(
            "pipe.\(kind).avx512", "\(kind.two) on one CPU pass a byte, adding 512-bit registers to save and load",
            syscalls: 2, needs: [.vectors(.avx512)], isDefault: false
        ) { try vectorSwitch(kind, at: $0, .avx512) },
        .conditioned(
            "ssbd", kind, "adding that one forbids store bypass (SSBD)", needs: [.say(over: .storeBypass)],
            .without(.storeBypass)),
        .conditioned(
            "ib", kind, "adding that one forbids indirect-branch speculation", needs: [.say(over: .indirectBranch)],
            .without(.indirectBranch)),
        .conditioned("timer", kind, "adding an armed CPU-time timer", .cpuTimer(kind)),
        .conditioned("cgroup", kind, "adding a control group with CPU accounting", .controlGroup()),
    ]
}

extension Probe {
    /// A pipe row whose name ends in its condition.
    fileprivate static func conditioned(
        _ suffix: String, _ kind: Partner.Kind, _ what: String, needs: [Need] = [],
        _ condition: @autoclosure @escaping @Sendable () -> SwitchCondition
    ) -> Probe {
        .hop(
            "pipe.\(kind).\(suffix)", "\(kind.two) on one CPU pass a byte through two pipes, \(what)", syscalls: 2,
            needs: needs, isDefault: false
        ) { try pipeSwitch(kind, at: $0, under: condition()) }
    }
}
