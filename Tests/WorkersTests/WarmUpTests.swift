import Probes
import Sampling
import Support
import Testing
import Workers

/// A worker of the real program runs its row warm: so many stretches, each with its time.
@Suite(.serialized, .inTurn)
struct WarmUpTests {
    private func open(_ name: RowName) throws -> any Instrument {
        let probe = try Catalog.probe(named: name)
        return try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
    }

    @Test(arguments: [0, 1, 2, 5]) func asManyStretchesAsAskedFor(stretches: Int) throws {
        let worker = try open("syscall.null.raw")
        defer { worker.end() }
        let times = try worker.warmUp(VisitOrder(pairs: 1, iterations: 10, baselineIterations: 0), stretches: stretches)
        // On a machine that others crowd, time may be over before all are begun.
        #expect(times.count <= stretches && (times.isEmpty == (stretches == 0)))
        #expect(times.allSatisfy { $0.isFinite && $0 >= 0 })
        // It goes on to answer.
        let visit = try worker.visit(VisitOrder(pairs: 2, iterations: 10, baselineIterations: 0))
        #expect(visit.times.count == 2 && visit.sentinels.count == 4)
        #expect(visit.sentinels.allSatisfy { $0.chain > 0 && $0.adds > 0 })
    }

    @Test func whatIsWeighedIsNotWarmedUp() throws {
        let worker = try open("weight.thread@count=20")
        defer { worker.end() }
        #expect(try worker.warmUp(VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0), stretches: 5) == [])
    }

    /// What was run untimed before the first batch is in the counts, and no batch of it in the times.
    @Test func aWarmUpIsInTheTallyAlone() throws {
        let worker = try open("syscall.null.raw")
        defer { worker.end() }
        var order = VisitOrder(pairs: 3, iterations: 100, baselineIterations: 0)
        let before = try worker.visit(order)
        order.warmUp = 5000
        let after = try worker.visit(order)
        #expect(before.times.count == 3 && after.times.count == 3)
        // Two batches go before the first one in any case, and one iteration before each.
        #expect(before.tally.operations == 200 + 3 * 101)
        #expect(after.tally.operations == 5000 + 3 * 101)
    }
}
