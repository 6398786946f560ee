import Counters
import Machine
import Probes
import Sampling

/// This machine, as far as tests of workers have to know it.
enum Here {
    static let clock = Clock.calibrated(over: 5_000_000)

    /// The CPUs that may be used. The last-level cache is said to be small, to keep the probes of memory short.
    static let place: Place = {
        let allowed = Survey(SystemRoot()).topology.allowed
        return Place(
            cpu: allowed.first ?? 0, otherCPU: allowed.dropFirst().first, lastLevelCache: 1 << 20, memory: 1 << 28)
    }()

    /// Whether anything here counts system calls: counters or, in their place, ptrace.
    static func countsSyscalls(_ record: Record) -> Bool { record.proof?.counted[.syscalls] != nil }
}
