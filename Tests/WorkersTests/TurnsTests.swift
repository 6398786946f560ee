import Counters
import Glibc
import Probes
import Sampling
import Support
import Testing

@testable import Workers

/// Tasks that take turns as the scheduler likes, through a worker of the real program.
@Suite(.serialized, .inTurn)
struct TurnsTests {
    /// After a rest a partner has credit with some schedulers and keeps the CPU for many yields: none of those is
    /// counted as an operation, or timed.
    @Test(arguments: ["switch.yield.thread", "switch.yield.process"] as [RowName])
    func aPairThatHasRestedTakesTurns(_ name: RowName) throws {
        let probe = try Catalog.probe(named: name)
        let worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        defer { worker.end() }
        var found: [String] = []
        for _ in 0..<6 {
            usleep(20_000)
            let tally = try worker.prove(iterations: 1024, baseline: false)
            #expect((1...2048).contains(tally.operations))
            found = Gate.violations(of: probe.subject.declaration, in: tally, operation: "hop", batches: 1)
            if found.isEmpty { break }
        }
        #expect(found == [])
        let visit = try worker.visit(VisitOrder(pairs: 4, iterations: 200, baselineIterations: 200))
        #expect(visit.times.count == 4 && visit.tally.operations >= 4 * 400)
        let events = try worker.count([.contextSwitches], iterations: 200, batches: 2)
        // Where the kernel allows counters, the pair is counted as a whole.
        if let switches = events.events[0].perOperation.number { #expect(switches > 0.5) }
    }

    @Test func someTurnsMayBeMissing() {
        for (switches, calls, takesTurns, isInStep) in [
            (200, 200, true, true), (198, 202, true, true), (197, 200, false, false), (200, 203, true, false),
        ] {
            let done = Turns.Done(switches: switches, calls: calls)
            #expect(done.takesTurns(200, butFor: 0.01) == takesTurns)
            #expect(done.isInStep(200, butFor: 0.01) == isInStep)
        }
    }
}
