internal import CKernel
internal import Glibc

/// A timer of the calling process, which children do not inherit: what a task arms is not there in another one.
final class TimerOfTask {
    // The kernel's first timer has the number 0, which is no pointer: nil.
    private var timer: timer_t?
    private var isMade = false

    func arm() -> Int32 {
        let result = k_arm_cpu_timer(&timer, 7 * 24 * 3600)
        isMade = result == 0
        return result
    }

    /// Whether the kernel knows it as armed.
    var isArmed: Bool { isMade && k_is_armed(timer) != 0 }
}
