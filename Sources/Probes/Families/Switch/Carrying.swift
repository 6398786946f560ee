internal import CKernel
internal import Glibc

/// The pipe rows again, with something that the two tasks carry from switch to switch.
func carrying(_ kind: Partner.Kind) -> [Probe] {
    [
        .carrying("fifo", kind, "both under SCHED_FIFO", .policy(SCHED_FIFO, priority: 1)),
        .carrying("batch", kind, "both under SCHED_BATCH", .policy(SCHED_BATCH, priority: 0)),
        .hop(
            "pipe.\(kind).avx", "\(kind.two) on one CPU pass a byte, adding 256-bit registers to save and load",
            syscalls: 2, needs: [.vectors(.avx)], isDefault: false
        ) { try vectorSwitch(kind, at: $0, .avx) },
        .hop(
            "pipe.\(kind).avx512", "\(kind.two) on one CPU pass a byte, adding 512-bit registers to save and load",
            syscalls: 2, needs: [.vectors(.avx512)], isDefault: false
        ) { try vectorSwitch(kind, at: $0, .avx512) },
        .carrying(
            "ssbd", kind, "adding that one forbids store bypass (SSBD)", needs: [.say(over: .storeBypass)],
            .without(.storeBypass)),
        .carrying(
            "ib", kind, "adding that one forbids indirect-branch speculation", needs: [.say(over: .indirectBranch)],
            .without(.indirectBranch)),
        .carrying("timer", kind, "adding an armed CPU-time timer", .cpuTimer(kind)),
        .carrying("cgroup", kind, "adding a control group with CPU accounting", .controlGroup()),
    ]
}

extension Probe {
    /// A pipe row with condition: its name ends in what is carried.
    fileprivate static func carrying(
        _ suffix: String, _ kind: Partner.Kind, _ what: String, needs: [Need] = [],
        _ condition: @autoclosure @escaping @Sendable () -> SwitchCondition
    ) -> Probe {
        .hop(
            "pipe.\(kind).\(suffix)", "\(kind.two) on one CPU pass a byte through two pipes, \(what)", syscalls: 2,
            needs: needs, isDefault: false
        ) { try pipeSwitch(kind, at: $0, carrying: condition()) }
    }
}

extension SwitchCondition {
    /// A scheduling policy, which the partner inherits.
    static func policy(_ policy: Int32, priority: Int32) -> SwitchCondition {
        SwitchCondition(putOn: {
            var before = sched_param()
            let old = sched_getscheduler(0)
            sched_getparam(0, &before)
            var wanted = sched_param(sched_priority: priority)
            guard sched_setscheduler(0, policy, &wanted) == 0 else {
                throw Refusal("the scheduling policy is refused: \(errorText())")
            }
            return { sched_setscheduler(0, old, &before) }
        })
    }
}
