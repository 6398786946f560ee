internal import Counters
internal import Probes
internal import Sampling

extension BatchRunner {
    /// Counts what the operations do. What the counting itself does is counted in an empty run and taken off.
    mutating func prove(_ iterations: Int, baseline: Bool) throws(ProbeFailure) -> Tally {
        if baseline, rig.baseline == nil { throw ProbeFailure(.failed, "there is no baseline to be proved") }
        let proof = self.proof ?? Proof(tasks: ledger.tasks, quantities: quantities)
        self.proof = proof
        var tally = try difference(iterations, by: proof, baseline: baseline)
        // Among very many tasks, what comes before the first of them and after the last may be more, now and then, than
        // all in between.
        let wanted = iterations * operationsPerIteration
        for _ in 0..<2 where tally.operations < wanted / 2 {
            let again = try difference(iterations, by: proof, baseline: baseline)
            if again.operations > tally.operations { tally = again }
        }
        guard tally.operations > 0 || wanted == 0 else {
            throw ProbeFailure(
                .failed,
                "its tasks do not take turns here: a run that does nothing has more operations than one of \(wanted)")
        }
        tally.cpus = ledger.cpus()
        return tally
    }

    /// What so many iterations add to a run of none.
    private func difference(_ iterations: Int, by proof: Proof, baseline: Bool) throws(ProbeFailure) -> Tally {
        let idle = try count(0, by: proof, baseline: baseline)
        var tally = try count(iterations, by: proof, baseline: baseline)
        if !baseline, rig.besides != nil {
            // What is proved is what is timed: tasks that took turns, or came nearest to it.
            func besides(_ tally: Tally) -> Int { abs(tally.operations - iterations * operationsPerIteration) }
            let end = Clock.raw() + BatchRunner.patienceOfProof
            while !isInTurn(besides(tally), iterations), Clock.raw() < end {
                let again = try count(iterations, by: proof, baseline: false)
                if besides(again) < besides(tally) { tally = again }
            }
        }
        for (quantity, count) in idle.counted { tally.counted[quantity]? -= count }
        tally.operations -= idle.operations
        return tally
    }

    /// Nanoseconds in which tasks that fell out of turn are counted again.
    private static let patienceOfProof: Int64 = 1_000_000_000

    private func count(_ iterations: Int, by proof: Proof, baseline: Bool) throws(ProbeFailure) -> Tally {
        try attempt {
            try proof.count {
                var done = Proof.Done(operations: 0)
                if baseline { try rig.baseline?(iterations) } else { done = try run(iterations) }
                done.operations += iterations * operationsPerIteration
                return done
            }
        }
    }

    /// Everything that can be counted of any probe, and what this one declares besides.
    private var quantities: [Quantity] {
        Quantity.allCases.filter {
            ![.tasksCreated, .tasksReaped].contains($0) || declaration.perOperation[$0] != nil
        }
    }
}
