internal import Counters
internal import Probes
internal import Sampling

// Batches of tasks that take turns as the scheduler likes.

extension BatchRunner {
    /// Brings tasks into step and runs a batch, again where they did not stay so: for a while until they are wholly in
    /// step, then until they take turns at least. What the last batch gave, the operations done besides, and whether
    /// the tasks took turns in it.
    func inStep<Result>(
        _ turns: Turns, _ iterations: Int, butFor share: Double,
        _ batch: () throws(ProbeFailure) -> (Result, Turns.Done)
    ) throws(ProbeFailure) -> (result: Result, besides: Int, takesTurns: Bool) {
        let operations = iterations * operationsPerIteration
        var (besides, tries) = (0, 0)
        while true {
            besides += turns.begin()
            let (result, done) = try batch()
            besides += done.switches
            tries += 1
            // A machine that is taken away time and again leaves no batch whole: half of the turns then have to do.
            let takesTurns = done.takesTurns(operations, butFor: tries < BatchRunner.triesInStep ? share : 0.5)
            if done.isInStep(operations, butFor: share) || (takesTurns && tries >= BatchRunner.triesInStep)
                || tries == BatchRunner.tries
            {
                return (result, besides - operations, takesTurns)
            }
        }
    }

    /// Batches after which tasks that take turns, and now and then get the CPU back from themselves, are taken as they
    /// are; and those that do not take turns either.
    private static let (triesInStep, tries) = (16, 64)
    /// The share of the turns that may be missing while a batch is timed.
    static let missing = 0.1

    func timeTurns(_ turns: Turns, _ iterations: Int) throws(ProbeFailure) -> (nanoseconds: Int64, besides: Int) {
        let (nanoseconds, besides, takesTurns) = try inStep(
            turns, iterations, butFor: BatchRunner.missing
        ) { () throws(ProbeFailure) in
            let start = clock.now()
            try attempt { try rig.loop(iterations) }
            return (clock.nanoseconds(from: start, to: clock.now()), turns.end())
        }
        guard takesTurns else { throw ProbeFailure(.failed, "the tasks do not take turns, time and again") }
        return (nanoseconds, besides)
    }

    /// Counts operations of tasks that take turns, in stretches so short that most are undisturbed: only those in which
    /// the tasks themselves say that they stayed in step are kept, and how many calls they made is their word too. The
    /// kernel's counts of the kept ones are then those of so many operations, or the gate finds out.
    func proveTurns(_ turns: Turns, _ iterations: Int, _ proof: Proof) throws(ProbeFailure) -> Tally {
        var longest = proof.needsTracer ? 512 : 64
        let end = Clock.raw() + BatchRunner.longestProof
        let idle = try countStretch(turns, 0, proof).tally
        var (sum, left) = (Tally(), iterations)
        while left > 0, sum.operations == 0 || Clock.raw() < end {
            let stretch = min(left, longest)
            let operations = stretch * operationsPerIteration
            var (tally, done) = try countStretch(turns, stretch, proof)
            // On a machine that is taken away now and then, shorter ones come through.
            guard done.isInStep(operations, butFor: 0) || (sum.operations == 0 && Clock.raw() >= end) else {
                longest = max(longest / 2, BatchRunner.shortestStretch)
                continue
            }
            for (quantity, count) in idle.counted { tally.counted[quantity]? -= count }
            tally.operations = operations
            sum.add(tally)
            left -= stretch
        }
        return sum
    }

    /// Nanoseconds after which the stretches that were kept so far have to do.
    private static let longestProof: Int64 = 4_000_000_000
    /// Iterations of the shortest stretch.
    private static let shortestStretch = 4

    private func countStretch(
        _ turns: Turns, _ iterations: Int, _ proof: Proof
    ) throws(ProbeFailure) -> (tally: Tally, done: Turns.Done) {
        var done: [Turns.Done] = []
        var tally = try attempt {
            try proof.count(preparedBy: turns.begin) {
                turns.mark()
                try rig.loop(iterations)
                done.append(turns.end())
            }
        }
        // A tracer, in the second run, disturbs the turns: its count is held against what the tasks say of that run.
        if done.count > 1, let counted = tally.counted[.syscalls] {
            tally.counted[.syscalls] = counted - done[1].calls + iterations * operationsPerIteration
        }
        return (tally, done.first ?? Turns.Done(switches: 0, calls: 0))
    }
}
