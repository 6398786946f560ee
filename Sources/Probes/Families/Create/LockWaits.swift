internal import Basics
internal import Counters
internal import Sampling

/// Where tasks wait for locks of the kernel while others are made.
struct LockWaits {
    /// Waits by the function that takes the lock.
    private var counts: [String: Int] = [:]
    private let tasks: Int
    private let refusal: String?

    /// Watches `cpus` while `work` makes `tasks` tasks. Watching makes waits longer and so somewhat more frequent.
    init(on cpus: [Int], making tasks: Int, during work: () throws -> Void) {
        self.tasks = tasks
        do {
            counts = try CallSites.count("lock/contention_begin", on: cpus, passing: LockWaits.isMeans, during: work)
            refusal = nil
        } catch let error as CounterRefusal {
            refusal = error.description
        } catch {
            refusal = "\(error)"
        }
    }

    /// Waits a task, by function: `lock-waits:alloc_pid`.
    var facts: [RowFact: Double] {
        refusal == nil
            ? Dictionary(
                uniqueKeysWithValues: counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(8).map {
                    (.lockWaits(in: $0.key), Double($0.value) / Double(tasks))
                }) : [:]
    }

    /// The same as a remark.
    var note: String {
        if let refusal { return "no lock can be named: \(refusal)" }
        let sum = counts.values.reduce(0, +)
        guard sum > 0 else { return "nobody waited for a lock of the kernel while \(tasks) tasks were made" }
        let most = counts.sorted { ($1.value, $0.key) < ($0.value, $1.key) }.prefix(4)
        return "\(numbered(sum, "wait")) for locks of the kernel while \(tasks) tasks were made, taken in "
            + most.map { "\($0.key) (\($0.value))" }.joined(separator: ", ")
    }

    /// Functions that are the lock's own, or the tracer's.
    private static func isMeans(_ name: String) -> Bool {
        let beginnings = [
            "_raw_", "__raw_", "native_", "queued_", "__pv_", "pv_", "trace_", "__traceiter", "perf_", "__perf",
            "mutex_", "__mutex", "down_", "up_", "__down", "__up", "rwsem_", "osq_", "do_raw_", "lock_", "__lock",
            "percpu_down", "percpu_up", "bpf_", "__bpf", "asm_", "rt_mutex", "__rt_mutex", "__probestub", "cmpxchg",
            "arch_", "get_perf", "kvm_", "virt_spin",
        ]
        return beginnings.contains { name.hasPrefix($0) } || name.contains("slowpath") || name.contains("contention")
    }
}
