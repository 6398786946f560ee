import Glibc
import Probes
import Sampling
import Support
import SwiftModels
import Testing
import Workers

/// Every probe that a plain `toll run` takes, through a worker of the real program.
@Suite(.serialized, .inTurn)
struct CatalogTests {
    static let names = Catalog.all.filter(\.isDefault).map(\.name)

    /// The kernel's counts for n operations and for 2n are those declared: a count that does not grow with n, or a
    /// fixed cost hidden in the loop, would show in one of the two.
    @Test(arguments: names)
    func countsAgreeForAnyNumberOfOperations(_ name: RowName) throws {
        let probe = try #require(Catalog.all.first { $0.name == name })
        let maker = WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock)
        let worker: any Instrument
        do {
            worker = try maker.open(probe.subject)
        } catch let failure {
            #expect(failure.kind == .skipped, "\(name): \(failure.reason)")
            #expect(!failure.reason.isEmpty)
            return
        }
        defer { worker.end() }
        _ = try worker.prove(iterations: 2, baseline: false)
        let n = max(1, (probe.name.family == "create" ? 200 : 2000) / probe.subject.operationsPerIteration)
        for iterations in [n, 2 * n] {
            #expect(try violations(probe, worker, iterations, baseline: false) == [])
            if worker.hasBaseline { #expect(try violations(probe, worker, iterations, baseline: true) == []) }
        }
        #expect(try visit(worker).times.count == 2)
    }

    /// A visit, again where a busy machine spoilt it.
    private func visit(_ worker: any Instrument) throws(ProbeFailure) -> Visit {
        let order = VisitOrder(pairs: 2, iterations: 10, baselineIterations: worker.hasBaseline ? 10 : 0)
        for _ in 0..<20 {
            if let visit = try? worker.visit(order) { return visit }
            usleep(200_000)
        }
        return try worker.visit(order)
    }

    /// What the gate has against one of a few proofs, the best of them: on a busy machine other tasks add switches to
    /// one or the other, but never to all, and never take any away.
    private func violations(
        _ probe: Probe, _ worker: any Instrument, _ iterations: Int, baseline: Bool
    ) throws -> [String] {
        let declaration = baseline ? Declaration([.contextSwitches: 0]) : probe.subject.declaration
        let asked = iterations * probe.subject.operationsPerIteration
        // Tasks that take turns as the scheduler likes do a few more or fewer, which they count.
        let few = declaration.allowance == nil ? 0 : asked / 50 + 2
        var found: [String] = []
        for _ in 0..<4 {
            let tally = try worker.prove(iterations: iterations, baseline: baseline)
            #expect(abs(tally.operations - asked) <= few)
            #expect(tally.counted[.contextSwitches] != nil, "\(tally.absent)")
            found = Gate.violations(of: declaration, in: tally, operation: probe.subject.operation)
            if found.isEmpty { break }
        }
        return found
    }
}
