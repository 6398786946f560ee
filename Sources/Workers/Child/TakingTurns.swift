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
            let takesTurns = done.takesTurns(operations, butFor: share)
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

    /// Counts a batch in which the tasks took turns. The kernel's count of calls is held against those that the tasks
    /// themselves say they made: a tracer of system calls, in the second run, disturbs the turns.
    func countTurns(_ turns: Turns, _ iterations: Int, _ proof: Proof) throws(ProbeFailure) -> Tally {
        // What the gate allows; where that is never reached, it says so.
        var tally = try inStep(turns, iterations, butFor: Gate.tolerance) { () throws(ProbeFailure) in
            var done: [Turns.Done] = []
            var tally = try attempt {
                try proof.count(preparedBy: { _ = turns.begin() }) {
                    try rig.loop(iterations)
                    done.append(turns.end())
                }
            }
            // Calls that gave the CPU to nobody are no operations: each task says how many it made.
            if let counted = tally.counted[.syscalls], let last = done.last {
                tally.counted[.syscalls] = counted - last.calls + iterations * operationsPerIteration
            }
            return (tally, done[0])
        }.result
        tally.operations = iterations * operationsPerIteration
        return tally
    }
}
