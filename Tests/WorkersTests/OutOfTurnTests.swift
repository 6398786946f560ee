import Sampling
import Support
import Testing
import Workers

/// Batches in which tasks fell out of turn are made again: they are counted, and are no figure.
@Suite(.serialized, .inTurn)
struct OutOfTurnTests {
    private let scratch = Scratch()

    @Test func aBatchThatIsOutOfTurnIsMadeAgain() throws {
        let launcher = WorkerLauncher(
            program: scratch.program("TestWorker"), words: [], place: Here.place, clock: Here.clock, deadline: 20_000)
        let worker = try launcher.open(
            Subject(
                name: "turns.lost", operation: "call", operationsPerIteration: 1,
                declaration: Declaration([.syscalls: 1]), tasks: 1))
        defer { worker.end() }
        let visit = try worker.visit(VisitOrder(pairs: 3, iterations: 10, baselineIterations: 0))
        #expect(visit.times.count == 3)
        // Two batches before the first, made twice, and one call before each; the third batch is the fourth of all.
        #expect(visit.tally.operations == 2 * 20 + 3 * 11 + 20)
        for _ in 0..<3 {
            let tally = try worker.prove(iterations: 100, baseline: false)
            #expect(tally.operations == 100)
            if let calls = tally.counted[.syscalls] { #expect(calls == 100) }
        }
    }

    /// What a run that does nothing does all the same is taken off; where that is more than all else, the run is made
    /// again, and a row of which it always is so has a reason and no figure.
    @Test func moreBeforeAndAfterThanInBetween() throws {
        let launcher = WorkerLauncher(
            program: scratch.program("TestWorker"), words: [], place: Here.place, clock: Here.clock, deadline: 20_000)
        func proved(_ name: RowName) throws -> Tally {
            let worker = try launcher.open(
                Subject(
                    name: name, operation: "call", operationsPerIteration: 1, declaration: Declaration([.syscalls: 1]),
                    tasks: 1))
            defer { worker.end() }
            return try worker.prove(iterations: 100, baseline: false)
        }
        #expect(try proved("turns.restless").operations == 100)
        let failure = #expect(throws: ProbeFailure.self) { try proved("turns.never") }
        #expect(failure?.kind == .failed)
        #expect(failure?.reason.contains("do not take turns") == true, "\(String(describing: failure))")
    }
}
