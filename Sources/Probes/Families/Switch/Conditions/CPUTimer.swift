internal import CKernel
internal import Glibc

extension SwitchCondition {
    /// A timer on the CPU time of each process, armed and far from going off: the kernel then adds up each process's
    /// time at every switch. A forked partner does not inherit it and arms its own.
    static func cpuTimer(_ kind: Partner.Kind) -> SwitchCondition {
        SwitchCondition(
            impose: { cleanup in
                var timer: timer_t?
                let result = k_arm_cpu_timer(&timer, aWeek)
                guard result == 0 else { throw Refusal("no timer: \(Limits.timer(for: result))") }
                cleanup.add { _ = k_disarm(timer) }
            },
            partnerStarts: {
                var timer: timer_t?
                if kind == .process { _ = k_arm_cpu_timer(&timer, aWeek) }
            })
    }
}

private let aWeek = 7 * 24 * 3600
