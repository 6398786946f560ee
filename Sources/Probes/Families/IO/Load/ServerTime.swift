internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// The CPU time of a server: of this process with all its threads, those that the kernel adds for io_uring included,
/// and of the processes that serve beside it. The driver is not among them.
struct ServerTime {
    /// The clocks of the processes beside this one.
    let others: [clockid_t]
    /// The clocks of this process's threads that may be running on another CPU while it looks: the kernel brings their
    /// time up to date at a tick, at a switch, and for whoever asks for the clock of that very thread.
    let elsewhere: [clockid_t]
    /// Events that a batch has at least: against reading the clock of a process, for which the kernel asks all its
    /// threads.
    private let fewest: Int

    /// The clocks of the rig's tasks.
    init(_ rig: Rig) {
        fewest = max(64, 2 * rig.partners.count)
        others = Set(rig.partners.map(\.process)).subtracting([getpid()]).compactMap { process in
            var clock = clockid_t()
            return clock_getcpuclockid(process, &clock) == 0 ? clock : nil
        }
        elsewhere = entriesOfFolder("/proc/self/task").map { "/proc/self/task/" + $0 }.filter {
            textOfFile($0 + "/comm")?.hasPrefix("iou-sqp-") == true
        }.compactMap(ProcView.number(of:)).map(k_clock_of_thread)
    }

    /// Median nanoseconds of CPU an event, in batches of the rig with nothing else in between, and what the sentinel
    /// says of the core meanwhile: of those batches beside which its adds were as fast as they get here. Empty where an
    /// event went wrong, which the batches that are timed find out again, and say.
    func facts(of rig: Rig) -> [RowFact: Double] {
        var batches: [(time: Double, adds: Double)] = []
        do {
            let events = try batch(of: rig)
            let end = k_raw_ns() + ServerTime.enough
            var before = ServerTime.addsPerChain()
            while batches.count < 3 || k_raw_ns() < end {
                // This process's own clock last and first, so that reading the others is not in the figure.
                let beside = sum(of: others)
                let own = ownTime()
                try rig.loop(events)
                let used = ownTime() - own + sum(of: others) - beside
                let after = ServerTime.addsPerChain()
                batches.append((Double(used) / Double(events), max(before, after)))
                before = after
            }
        } catch { return [:] }
        // The very fastest adds may be an accident.
        let ratios = batches.map(\.adds).sorted()
        let most = ratios[ratios.count / 10] * (1 + SentinelReference.addsTolerance)
        let undisturbed = batches.filter { $0.adds <= most }
        guard let time = median(of: undisturbed.map(\.time)), let adds = median(of: undisturbed.map(\.adds)) else {
            return [:]
        }
        return [.serverCPU: time, .serverAdds: adds]
    }

    /// The time of the sentinel's adds over that of its chain: the more, the more a neighbour has of the core.
    private static func addsPerChain() -> Double {
        let (chain, adds) = Clock(source: .raw, nanosecondsPerTick: 1).timedSentinel()
        return Double(adds) / Double(max(1, chain))
    }

    /// Events in a batch: long against the wait for the first message and the last answer, and no longer than some
    /// milliseconds where an event is long itself.
    private func batch(of rig: Rig) throws -> Int {
        let start = k_raw_ns()
        try rig.loop(fewest)
        let few = Int64(fewest) * 20_000_000 / max(k_raw_ns() - start, 1)
        let events = max(fewest, min(512, Int(few)))
        try rig.loop(events)
        return events
    }

    /// Nanoseconds in which batches are begun.
    private static let enough: Int64 = 50_000_000

    private func ownTime() -> Int64 {
        _ = sum(of: elsewhere)
        return k_clock_ns(CLOCK_PROCESS_CPUTIME_ID)
    }

    private func sum(of clocks: [clockid_t]) -> Int64 { clocks.reduce(0) { $0 + k_clock_ns($1) } }
}
