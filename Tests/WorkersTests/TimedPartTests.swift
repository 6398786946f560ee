import Counters
import Probes
import Sampling
import Support
import Testing

@testable import Workers

/// Rows that have more to do than is timed, through a worker of the real program.
@Suite(.serialized, .inTurn)
struct TimedPartTests {
    private static let names: [RowName] = [
        "switch.wake.thread", "switch.wake.process", "switch.yield.thread@runnable=3",
        "switch.yield.thread@runnable=100", "switch.yield.process@runnable=20",
    ]

    /// What is not timed is counted all the same: the counts agree for n operations and for 2n.
    @Test(arguments: names)
    func countsAgreeForAnyNumberOfOperations(_ name: RowName) throws {
        let probe = try Catalog.probe(named: name)
        let worker: any Instrument
        do throws(ProbeFailure) {
            worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        } catch {
            #expect(error.kind == .skipped && !error.reason.isEmpty, "\(name): \(error.reason)")
            return
        }
        defer { worker.end() }
        let step = probe.subject.operationsPerIteration
        for iterations in [4000 / step + 1, 8000 / step + 1] {
            var found: [String] = []
            // On a busy machine other tasks add switches to some runs, but never to all.
            for _ in 0..<6 {
                let tally = try worker.prove(iterations: iterations, baseline: false)
                found = Gate.violations(
                    of: probe.subject.declaration, in: tally, operation: probe.subject.operation)
                // A ring counts its own yields: in a round of many some may be missing at the end.
                if tally.operations < iterations * step * 99 / 100 { found.append("\(tally.operations) operations") }
                if found.isEmpty { break }
            }
            #expect(found == [])
            let still = try worker.prove(iterations: iterations, baseline: true)
            #expect((still.perOperation[.contextSwitches] ?? 1) <= 0.02, "\(still)")
        }
        let visit = try worker.visit(VisitOrder(pairs: 2, iterations: 3, baselineIterations: 3))
        #expect(visit.times.count == 2 && visit.times.allSatisfy { $0 > 0 })
        #expect(visit.tally.operations >= 2 * 3 * step)
        // Which part of a batch an event lies in, a counter of the whole does not tell.
        let counting = try worker.count([.contextSwitches], iterations: 1, batches: 1)
        #expect(counting.events.map(\.perOperation.number) == [nil])
        #expect(try worker.distribution(for: 1_000_000).sampleCount > 0)
    }
}
