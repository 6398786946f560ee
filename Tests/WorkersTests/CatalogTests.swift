import Counters
import Probes
import Sampling
import Support
import Testing
import Workers

/// Every probe that a plain `toll run` takes, through a worker of the real program.
@Suite(.serialized)
struct CatalogTests {
    static let names = Catalog.probes.filter(\.isDefault).map(\.name)

    /// The kernel's counts for n operations and for 2n are those declared: a count that does not grow with n, or a
    /// fixed cost hidden in the loop, would show in one of the two.
    @Test(arguments: names)
    func countsAgreeForAnyNumberOfOperations(_ name: String) throws {
        let probe = try #require(Catalog.probes.first { $0.name == name })
        let maker = WorkerMaker(program: Command.toll, place: Here.place, clock: Here.clock)
        let worker: any Instrument
        do {
            worker = try maker.open(probe.subject)
        } catch let failure {
            #expect(failure.kind == .skipped, "\(name): \(failure.reason)")
            #expect(!failure.reason.isEmpty)
            return
        }
        defer { worker.end() }
        _ = try worker.prove(iterations: 16, baseline: false)
        let n = probe.family == "create" || probe.family == "machine" ? 100 : 1000
        for iterations in [n, 2 * n] {
            let tally = try worker.prove(iterations: iterations, baseline: false)
            #expect(tally.operations == iterations * probe.operationsPerIteration)
            #expect(Gate.violations(of: probe.declaration, in: tally, operation: probe.operation) == [])
            #expect(tally.counted[.contextSwitches] != nil, "\(tally.absent)")
            guard worker.hasBaseline else { continue }
            let still = try worker.prove(iterations: iterations, baseline: true)
            #expect(
                Gate.violations(of: Declaration([.contextSwitches: 0]), in: still, operation: probe.operation) == [])
        }
        let visit = try worker.visit(
            VisitOrder(pairs: 2, iterations: 10, baselineIterations: worker.hasBaseline ? 10 : 0))
        #expect(visit.operation.count == 2)
    }
}
