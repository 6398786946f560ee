internal import Sampling

/// What an operation does that enters the kernel so many times and comes straight back, without a wait. That a tick
/// may give the CPU to somebody else meanwhile is none of its doing.
func calls(_ count: Double, faults: Double = 0) -> [Quantity: Double] {
    [.syscalls: count, .voluntarySwitches: 0, .pageFaults: faults]
}
