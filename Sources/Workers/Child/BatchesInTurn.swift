internal import Counters
internal import Probes
internal import Sampling

/// Batches of tasks that take turns as the scheduler likes.
extension BatchRunner {
    /// Times the rig's loop. A batch in which its tasks fell out of turn is made again while there is patience.
    func timeInTurn(_ iterations: Int) throws(ProbeFailure) -> (nanoseconds: Int64, besides: Int) {
        guard let besides = rig.besides else { return (try time(rig.loop, iterations), 0) }
        let (first, start) = (besides(), Clock.raw())
        // A partner that is woken may have yields to make up for: no batch begins before it has.
        try attempt { try rig.loop(1) }
        var lost = 0
        while true {
            let before = besides()
            let nanoseconds = try time(rig.loop, iterations, settling: false)
            if isInTurn(besides() - before, iterations) || Clock.raw() - start > BatchRunner.patience {
                return (nanoseconds, besides() - first + lost)
            }
            lost += iterations * operationsPerIteration
        }
    }

    /// Whether the tasks of so many iterations took turns, but for a few in a hundred and at their begin and end.
    func isInTurn(_ besides: Int, _ iterations: Int) -> Bool {
        50 * abs(besides) <= iterations * operationsPerIteration + 100
    }

    /// Nanoseconds for which a batch is made again: a hundred times the usual one.
    private static let patience: Int64 = 20_000_000
}
