internal import CKernel
internal import Glibc

extension CounterGroup {
    /// Whether the kernel lets the calling thread have a counter: 0, or the error number of perf_event_open(2).
    public static func trial(_ event: CounterEvent) -> Int32 {
        let descriptor = open(event, task: 0, cpu: -1, leader: -1, inherit: false)
        guard descriptor >= 0 else { return -descriptor }
        Glibc.close(descriptor)
        return 0
    }
}

extension CounterEvent {
    /// Core cycles in user mode: the counter that every PMU has.
    public static let userCycles = CounterEvent(
        name: "cycles:u", type: PERF_TYPE_HARDWARE.rawValue, config: UInt64(PERF_COUNT_HW_CPU_CYCLES.rawValue),
        excludeKernel: true)
}
