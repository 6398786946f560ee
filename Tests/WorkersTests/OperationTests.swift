import Glibc
import Sampling
import Support
import Testing
import Workers

@testable import Probes

/// Every row of the families of single operations, through a worker of the real program: the kernel counts what it
/// declares, or it says what it lacks.
@Suite(.serialized, .inTurn)
struct OperationTests {
    static let names: [RowName] =
        Catalog.probes.map(\.name).filter {
            ["fault", "map", "signal", "file", "ready"].contains($0.family)
                || $0.family == "ring" && $0.base != "ring.pipe.process"
        } + [
            "fault.parallel@threads=1", "map.mmap.touched@bytes=65536", "file.open@depth=16", "file.pread@bytes=65536",
            "file.pwrite@bytes=4096", "ready.select@descriptors=2000,ready=0", "ready.poll@descriptors=10,ready=0",
            "ready.epoll@descriptors=500,ready=0", "ready.epoll.add@descriptors=10", "ring.nop@batch=8",
            "ring.nop.deferred@batch=32",
        ]

    @Test(arguments: names)
    func doesWhatItDeclares(_ name: RowName) throws {
        do throws(ProbeFailure) { try check(name) } catch {
            // It wants the other CPU for moments, which on the busiest of machines it does not get.
            guard name.base == "map.shootdown", error.kind == .skipped else { throw error }
        }
    }

    private func check(_ name: RowName) throws(ProbeFailure) {
        guard let probe = try? Catalog.probe(named: name) else { return #expect(Bool(false), "\(name)") }
        let worker: any Instrument
        do throws(ProbeFailure) {
            worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        } catch {
            #expect(error.kind == .skipped && !error.reason.isEmpty, "\(name): \(error.reason)")
            return
        }
        defer { worker.end() }
        let iterations = max(2, 2000 / probe.subject.operationsPerIteration)
        _ = try worker.prove(iterations: 1, baseline: false)
        var found: [String] = []
        // On a busy machine others may add switches to one proof, but not to all.
        for _ in 0..<4 {
            let tally = try worker.prove(iterations: iterations, baseline: false)
            #expect(tally.operations >= iterations * probe.subject.operationsPerIteration)
            found = Gate.violations(of: probe.subject.declaration, in: tally, operation: probe.subject.operation)
            if found.isEmpty { break }
        }
        #expect(found == [])
        if worker.hasBaseline {
            let tally = try worker.prove(iterations: 100, baseline: true)
            #expect(tally.counted[.voluntarySwitches] == 0)
        }
        let order = VisitOrder(pairs: 2, iterations: 2, baselineIterations: worker.hasBaseline ? 2 : 0)
        let visit = try worker.visit(order)
        #expect(visit.times.count == 2)
    }

    @Test func aWrongCompletionIsNoticed() throws {
        guard Need.uring.missing(at: Here.place) == nil else { return }
        let ring = try Ring(.callsOfAnyThread, completions: 8)
        defer { ring.close() }
        // From a descriptor that is none.
        ring.addMove(from: -1, to: -1)
        let failure = #expect(throws: OperationFailed.self) { try ring.complete(1) { $0 == 1 } }
        #expect(failure?.description == "a request ended with \(-EBADF)")
    }
}
