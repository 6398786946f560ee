internal import CKernel
internal import Counters
internal import Glibc
internal import Probes
internal import Sampling

/// Runs the batches of one rig and times them.
struct BatchRunner {
    let rig: Rig
    let clock: Clock
    let operationsPerIteration: Int
    let declaration: Declaration
    var proof: Proof?
    /// The CPU that the worker is bound to.
    private let cpu: Int32
    let ledger: TaskLedger

    init(rig: Rig, probe: Probe, clock: Clock) {
        self.rig = rig
        self.clock = clock
        operationsPerIteration = probe.subject.operationsPerIteration
        declaration = probe.subject.declaration
        cpu = sched_getcpu()
        ledger = TaskLedger(
            tasks: [TaskLedger.Task(process: getpid(), task: k_gettid())]
                + rig.partners.map {
                    TaskLedger.Task(process: $0.process, task: $0.task, staysInKernel: $0.staysInKernel)
                })
    }

    mutating func answer(_ request: Request) throws(ProbeFailure) -> Reply {
        switch request {
        case .visit(let order): .visit(try visit(order))
        case .prove(let iterations, let baseline): .tally(try prove(iterations, baseline: baseline))
        case .distribution(let nanoseconds): .distribution(try distribution(for: nanoseconds))
        case .warmUp(let order, let stretches): .warmedUp(try warmUp(order, stretches: stretches))
        case .count(let events, let iterations, let batches):
            .counting(try count(events, iterations: iterations, batches: batches))
        case .study: try study()
        }
    }

    private func study() throws(ProbeFailure) -> Reply {
        let found = try attempt { try rig.study?() }
        return .study(notes: found?.notes ?? [], facts: found?.facts ?? [:])
    }

    // MARK: - Timing

    /// Batches longer than this many iterations are settled by one untimed iteration before each.
    private static let settled = 1

    private func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit {
        let baseline = order.baselineIterations > 0 ? rig.baseline : nil
        var visit = Visit(times: [], baseline: [], sentinels: [], tally: Tally())
        visit.times.reserveCapacity(order.pairs)
        visit.baseline.reserveCapacity(order.pairs)
        visit.sentinels.reserveCapacity((baseline == nil ? 2 : 3) * order.pairs)
        // What other probes left in the caches and the branch predictor is not to be paid for by the first batch.
        // Where one batch is milliseconds long, that goes under, and would only take time.
        let isShort = order.pairs > 1 && rig.gauge == nil
        let warmUp = max(isShort ? 2 * order.iterations : order.iterations / 4, order.warmUp)
        let before = ledger.take()
        let start = Clock.raw()
        var patience = order.patience
        _ = awaitUndisturbed(order, &patience)
        var operations = warmUp * operationsPerIteration + (try run(warmUp).operations)
        if let baseline {
            let iterations = isShort ? 2 * order.baselineIterations : order.baselineIterations / 4
            try attempt { try baseline(iterations) }
        }
        for pair in 0..<order.pairs {
            // What the batch before ended with serves, as long as that was no reason to wait.
            visit.sentinels.append(
                pair == 0 ? sentinel() : awaitUndisturbed(order, &patience, after: visit.sentinels.last))
            let batch = try timeOperation(order.iterations)
            visit.times.append(batch.nanoseconds)
            operations += (order.iterations + (settles(order.iterations) ? 1 : 0)) * operationsPerIteration
            operations += batch.besides
            visit.sentinels.append(sentinel())
            guard let baseline else { continue }
            if let timing = rig.baselineTiming {
                visit.baseline.append(try time(timing, order.baselineIterations).nanoseconds)
            } else {
                visit.baseline.append(try time(baseline, order.baselineIterations))
            }
            visit.sentinels.append(sentinel())
        }
        visit.tally = ledger.take().since(before)
        // A task whose CPU goes offline is moved to another.
        guard sched_getcpu() == cpu || k_may_run_on(cpu) != 0 else {
            throw ProbeFailure(.skipped, "CPU \(cpu) went offline, or may not be used any more")
        }
        visit.tally.operations = operations
        visit.tally.elapsed = Clock.raw() - start
        try ledger.checkBinding()
        return visit
    }

    /// Whether a batch has an untimed iteration in front: a rig that times parts of its own settles what it has to.
    private func settles(_ iterations: Int) -> Bool {
        rig.timing == nil && (iterations > BatchRunner.settled || rig.besides != nil)
    }

    /// Nanoseconds of so many iterations, or what they come to where the rig finds that out itself; and the operations
    /// that were done besides.
    private func timeOperation(_ iterations: Int) throws(ProbeFailure) -> (nanoseconds: Int64, besides: Int) {
        if let gauge = rig.gauge {
            return (try attempt { try (0..<iterations).reduce(0) { sum, _ in sum + (try gauge()) } }, 0)
        }
        guard let timing = rig.timing else { return try timeInTurn(iterations) }
        let watch = try time(timing, iterations)
        return (watch.nanoseconds, watch.besides)
    }

    private typealias Timing = (Int, inout Stopwatch) throws -> Void

    private func time(_ timing: Timing, _ iterations: Int) throws(ProbeFailure) -> Stopwatch {
        var watch = Stopwatch(clock)
        try attempt { try timing(iterations, &watch) }
        return watch
    }

    /// Does so many iterations, untimed. What was done besides.
    func run(_ iterations: Int) throws(ProbeFailure) -> Proof.Done {
        if let timing = rig.timing {
            let watch = try time(timing, iterations)
            return Proof.Done(operations: watch.besides, ownCalls: watch.ownCalls)
        }
        let before = rig.besides?() ?? 0
        try attempt { try rig.loop(iterations) }
        return Proof.Done(operations: (rig.besides?() ?? 0) - before)
    }

    func time(
        _ loop: (Int) throws -> Void, _ iterations: Int, settling: Bool = true
    ) throws(ProbeFailure) -> Int64 {
        var start: UInt64 = 0
        var end: UInt64 = 0
        try attempt {
            if settling, iterations > BatchRunner.settled { try loop(1) }
            start = clock.now()
            try loop(iterations)
            end = clock.now()
        }
        return clock.nanoseconds(from: start, to: end)
    }

    /// Reads the sentinel until it finds the core undisturbed twice in a row, or patience is at its end, and gives the
    /// last reading back. What was being waited for is decided before the batch is run, and without a look at it.
    private func awaitUndisturbed(
        _ order: VisitOrder, _ patience: inout Int64, after last: SentinelReading? = nil
    ) -> SentinelReading {
        var reading = last ?? sentinel()
        let start = Clock.raw()
        var waited: Int64 = 0
        var isFound = order.addsPerChain <= 0 || reading.isUndisturbed(upTo: order.addsPerChain)
        while !isFound, waited < patience {
            let earlier = reading
            reading = sentinel()
            isFound = [earlier, reading].allSatisfy { $0.isUndisturbed(upTo: order.addsPerChain) }
            waited = Clock.raw() - start
        }
        patience -= waited
        return reading
    }

    /// Runs the operation in stretches, each as long as all before it together, and times each.
    private func warmUp(_ order: VisitOrder, stretches: Int) throws(ProbeFailure) -> [Double] {
        guard rig.gauge == nil, order.iterations > 0 else { return [] }
        let end = Clock.raw() + BatchRunner.longestWarmUp
        var (times, done): ([Double], Int) = ([], 0)
        while times.count < stretches, Clock.raw() < end {
            let stretch = max(done, order.iterations)
            times.append(Double(try timeOperation(stretch).nanoseconds) / Double(stretch))
            done += stretch
        }
        return times
    }

    /// Nanoseconds after which no further stretch is begun: a cache of 64 MiB is filled by dependent loads in less.
    private static let longestWarmUp: Int64 = 60_000_000

    private func sentinel() -> SentinelReading {
        let (chain, adds) = clock.timedSentinel()
        return SentinelReading(chain: chain, adds: adds)
    }

    /// Times single iterations.
    private func distribution(for nanoseconds: Int64) throws(ProbeFailure) -> Distribution {
        if let overlap = rig.overlap { return try latencies(overlap, for: nanoseconds) }
        var recorder = DistributionRecorder()
        // The first ones are cold in a way that none of the others is.
        try attempt { try rig.loop(16) }
        let start = Clock.raw()
        while Clock.raw() - start < nanoseconds {
            for _ in 0..<64 { recorder.record(try timeOperation(1).nanoseconds) }
        }
        return recorder.distribution(operationsPerSample: operationsPerIteration)
    }

    /// Collects for how long each operation was under way, in batches that follow one another.
    private func latencies(_ overlap: Overlap, for nanoseconds: Int64) throws(ProbeFailure) -> Distribution {
        var (samples, services): ([Int64], [Double]) = ([], [])
        try attempt { try rig.loop(overlap.batch) }
        let start = Clock.raw()
        while Clock.raw() - start < nanoseconds {
            try attempt {
                let before = clock.now()
                samples += try overlap.run(overlap.batch)
                services.append(Double(clock.nanoseconds(from: before, to: clock.now())) / Double(overlap.batch))
            }
        }
        return DistributionRecorder.overlapping(samples, inFlight: overlap.inFlight, service: median(of: services) ?? 0)
    }

    func attempt<Result>(_ work: () throws -> Result) throws(ProbeFailure) -> Result {
        do {
            return try work()
        } catch let failure as ProbeFailure {
            throw failure
        } catch let refusal as Refusal {
            throw ProbeFailure(.skipped, refusal.reason)
        } catch {
            throw ProbeFailure(.failed, "\(error)")
        }
    }
}
