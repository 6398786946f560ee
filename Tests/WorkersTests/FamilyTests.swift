import Probes
import Sampling
import Support
import Testing
import Workers

/// Every row of the families outside the default set, through a worker of the real program: it passes its proof, or is
/// absent with a reason. A row of each, broken on purpose, is caught.
@Suite(.serialized, .inTurn)
struct FamilyTests {
    private static let families = ["lock", "time", "place", "task", "net", "state"]
    private static let sizes: [RowName] = [
        "net.tcp@bytes=65536", "net.udp@bytes=65507", "net.unix.stream@bytes=65536", "net.unix.datagram@bytes=4097",
        "net.sendfile@bytes=65536", "net.splice@bytes=65536", "task.fork.mappings@mappings=50",
        "task.fork.files@files=40", "task.exec@kib=64", "task.getpid.pidns@levels=3", "lock.futex.waitv@words=128",
        "time.late.sleep@us=60,slack=1000",
    ]
    static let names: [RowName] = families.flatMap { family in
        Catalog.probes.map(\.name).filter { $0.family == family }
    }

    @Test(arguments: families) func everyFamilyHasRows(_ family: String) {
        let rows = Catalog.probes.filter { $0.name.family == family }
        #expect(rows.count > 5)
        #expect(rows.allSatisfy { !$0.subject.isAlone }, "they are measured among the others")
        let isAnyDefault = rows.contains { $0.isDefault }
        #expect(!isAnyDefault)
    }

    @Test(arguments: names + sizes)
    func aRowIsProvedOrAbsentWithAReason(_ name: RowName) throws {
        let probe = try Catalog.probe(named: name)
        let worker: any Instrument
        do throws(ProbeFailure) {
            worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        } catch {
            #expect(error.kind == .skipped && error.reason.count > 10, "\(name): \(error.reason)")
            return
        }
        defer { worker.end() }
        let iterations = Self.iterations(of: probe)
        let declaration = probe.subject.declaration
        var found: [String] = []
        // On a busy machine other tasks add switches to some runs, but never to all.
        for _ in 0..<5 {
            let tally = try worker.prove(iterations: iterations, baseline: false)
            found = Gate.violations(of: declaration, in: tally, operation: probe.subject.operation, batches: 1)
            #expect(tally.operations == iterations * probe.subject.operationsPerIteration)
            if found.isEmpty { break }
        }
        #expect(found == [])
        let pairs = VisitOrder(pairs: 1, iterations: 3, baselineIterations: worker.hasBaseline ? 3 : 0)
        #expect(try worker.visit(pairs).times.count == 1)
    }

    /// So many that what a batch begins and ends with is less than the gate's one in a hundred; few of what is slow.
    private static func iterations(of probe: Probe) -> Int {
        let name = probe.name.text
        if probe.subject.declaration.perOperation[.tasksCreated] != nil { return 100 }
        if name.hasPrefix("task.unshare") || name == "place.membarrier.global" { return 5 }
        if name.hasPrefix("time.late") || name.hasPrefix("time.sleep") { return 100 }
        if name == "task.getpid.pidns" || name.hasPrefix("place.membarrier") {
            return max(1, 2000 / probe.subject.operationsPerIteration)
        }
        return max(1, 1200 / probe.subject.operationsPerIteration)
    }
}
