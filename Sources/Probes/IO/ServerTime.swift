internal import CKernel
internal import Glibc
internal import Sampling

/// The CPU time of a server: of this process with all its threads, those that the kernel adds for io_uring included, and
/// of the processes that serve beside it. The driver is not among them.
struct ServerTime {
    /// The clocks of the processes beside this one.
    let others: [clockid_t]

    /// The clocks of the rig's tasks.
    init(_ rig: Rig) {
        others = Set(rig.partners.map(\.process)).subtracting([getpid()]).compactMap { process in
            var clock = clockid_t()
            return clock_getcpuclockid(process, &clock) == 0 ? clock : nil
        }
    }

    /// Median nanoseconds of CPU an event, in a few batches of the rig with nothing else in between; nil where an event
    /// went wrong, which the batches that are timed find out again, and say.
    func nanosecondsPerEvent(of rig: Rig) -> Double? {
        let batches: [Double]
        do {
            try rig.loop(ServerTime.events)
            batches = try (0..<5).map { _ in
                // This process's own clock last and first, so that reading the others is not in the figure.
                let elsewhere = sum()
                let own = k_clock_ns(CLOCK_PROCESS_CPUTIME_ID)
                try rig.loop(ServerTime.events)
                let used = k_clock_ns(CLOCK_PROCESS_CPUTIME_ID) - own + sum() - elsewhere
                return Double(used) / Double(ServerTime.events)
            }
        } catch { return nil }
        return median(of: batches)
    }

    /// Long against the wait for the first message and the last answer.
    private static let events = 512

    private func sum() -> Int64 { others.reduce(0) { $0 + k_clock_ns($1) } }
}
