internal import Counters
internal import Probes
internal import Sampling

extension BatchRunner {
    /// Counts hardware and other events, group by group, each in batches of its own.
    func count(_ events: [CounterEvent], iterations: Int, batches: Int) throws(ProbeFailure) -> Counting {
        guard rig.timing == nil else { return .ofParts(events) }
        let pass = CountingPass(events, tasks: ledger.tasks.map(\.task))
        var counted: [CountedBatch] = []
        let operations = UInt64(iterations * operationsPerIteration)
        for group in 0..<pass.count {
            try attempt { try rig.loop(iterations) }
            for _ in 0..<batches {
                counted.append(
                    try attempt {
                        try pass.measure(group: group, operations: operations) {
                            let start = clock.now()
                            try rig.loop(iterations)
                            return Double(clock.nanoseconds(from: start, to: clock.now()))
                        }
                    })
            }
        }
        return Counting(layout: pass.layout, batches: counted)
    }
}
