import Probes
import Sampling
import Support
import Testing
import Workers

/// Rows through a worker that is refused the kernel's counters: its books and a tracer say what the counters would.
@Suite(.serialized, .inTurn)
struct CounterlessTests {
    private static let names: [RowName] = [
        "syscall.null.raw", "switch.pipe.thread", "fault.dontneed", "touch.fiber.asm", "tax.bare.open", "tax.trap.null",
        "tax.trap.open", "tax.trap.hop", "tax.dispatch.null", "tax.usernotif.null",
    ]

    private func open(_ probe: Probe) throws(ProbeFailure) -> any Instrument {
        try WorkerLauncher(
            program: Command.folder + "/TestWorker",
            words: ["refuse", "perf_event_open", "--", Command.toll, "worker"], place: Here.place, clock: Here.clock
        ).open(probe.subject)
    }

    @Test(arguments: names)
    func countsAreAsDeclared(_ name: RowName) throws {
        let probe = try Catalog.probe(named: name)
        let worker: any Instrument
        do throws(ProbeFailure) { worker = try open(probe) } catch {
            #expect(error.kind == .skipped && !error.reason.isEmpty, "\(name): \(error.reason)")
            return
        }
        defer { worker.end() }
        let (declaration, step) = (probe.subject.declaration, probe.subject.operationsPerIteration)
        _ = try worker.prove(iterations: 64, baseline: false)
        var found: [String] = []
        // On a busy machine other tasks add switches to some runs, but never to all.
        for _ in 0..<5 {
            let tally = try worker.prove(iterations: 2048 / step, baseline: false)
            #expect(tally.operations >= 2048 / step * step)
            #expect(tally.counted[.syscalls] != nil || tally.absent[.syscalls]?.hasPrefix("ptrace") == true, "\(tally)")
            found = Gate.violations(of: declaration, in: tally, operation: probe.subject.operation, batches: 1)
            if found.isEmpty { break }
        }
        #expect(found == [])
    }

    /// Pages that were touched before cost no faults, although the tracer is a fork of the worker.
    @Test func whatTheTracersForkSharesIsNoFaultOfTheRow() throws {
        let worker = try open(Catalog.probe(named: "touch.fiber.asm@bytes=1048576"))
        defer { worker.end() }
        for _ in 0..<3 {
            let tally = try worker.prove(iterations: 4, baseline: false)
            // The two sets are 512 pages.
            #expect((tally.counted[.pageFaults] ?? 0) < 64, "\(tally)")
        }
    }
}
