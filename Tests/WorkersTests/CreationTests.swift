import CKernel
import Probes
import Sampling
import Support
import Testing

@testable import Workers

/// Every row that makes tasks, small, through a worker of the real program: the kernel counts as many as are declared.
@Suite(.serialized, .inTurn)
struct CreationTests {
    static let names: [RowName] =
        Catalog.probes.map(\.name).filter { $0.family == "create" && $0.parts.count < 4 }
        .map { name -> RowName in
            switch name.text {
            case "create.pid.level": "create.pid.level@levels=3"
            case "create.pid.live": "create.pid.live@live=40"
            case "create.pid.full": "create.pid.full@max=512,free=8"
            case "create.pid.wrap": "create.pid.wrap@max=512"
            default: name
            }
        } + ["create.fork@mib=16,huge=0", "create.fork@mib=16,huge=1"]

    @Test(arguments: names)
    func asManyTasksAsDeclared(_ name: RowName) throws {
        let probe = try Catalog.probe(named: name)
        let worker: any Instrument
        do throws(ProbeFailure) {
            worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        } catch {
            #expect(error.kind == .skipped && !error.reason.isEmpty, "\(name): \(error.reason)")
            return
        }
        defer { worker.end() }
        let iterations = probe.subject.operationsPerIteration > 1 ? 1 : 100
        _ = try worker.prove(iterations: 1, baseline: false)
        let tally = try worker.prove(iterations: iterations, baseline: false)
        #expect(Gate.violations(of: probe.subject.declaration, in: tally, operation: probe.subject.operation) == [])
        for quantity in [Quantity.tasksCreated, .tasksReaped] {
            #expect(probe.subject.declaration.perOperation[quantity] != nil)
            #expect(tally.counted[quantity] != nil, "\(tally.absent)")
        }
        #expect(tally.counted[.pageFaults] != nil, "\(tally.absent)")
        let order = VisitOrder(pairs: 2, iterations: 2, baselineIterations: worker.hasBaseline ? 2 : 0)
        let visit = try worker.visit(order)
        #expect(visit.times.count == 2 && visit.baseline.count == (worker.hasBaseline ? 2 : 0))
    }

    /// The row says how small its parent is, and the kernel's list of mappings is the witness.
    @Test func theParentOfAForkIsSmall() throws {
        func facts(_ name: RowName) throws -> (resident: Double, mappings: Double) {
            let probe = try Catalog.probe(named: name)
            let launcher = WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock)
            let worker = try launcher.open(probe.subject)
            defer { worker.end() }
            return (try #require(worker.facts[.parentResident]), try #require(worker.facts[.parentMappings]))
        }
        let (lean, whole, heavy) = (
            try facts("create.fork"), try facts("create.fork.worker"), try facts("create.fork@mib=16,huge=0")
        )
        #expect(lean.resident < 4 * 1_048_576 && lean.mappings < 40, "\(lean)")
        #expect(whole.resident > 2 * lean.resident && whole.mappings > lean.mappings, "\(whole) \(lean)")
        #expect(heavy.resident > 16 * 1_048_576 && heavy.resident < 20 * 1_048_576, "\(heavy)")
    }

    /// What a fork copies lies where it always lies, so that two workers copy as many page tables, where no filter
    /// refuses it.
    @Test func theParentOfAForkIsAtFixedAddresses() throws {
        let persona = k_personality(UInt32(k_personality_asked))
        let mayBeFixed = persona >= 0 && k_personality(UInt32(persona) | UInt32(k_fixed_addresses)) >= 0
        if mayBeFixed { _ = k_personality(UInt32(persona)) }
        func isFixed(_ name: RowName) throws -> Bool {
            let probe = try Catalog.probe(named: name)
            let launcher = WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock)
            let worker = try launcher.open(probe.subject)
            defer { worker.end() }
            return worker.notes.contains { $0.contains("at fixed addresses") }
        }
        #expect(try isFixed("create.fork") == mayBeFixed)
        #expect(try isFixed("create.clone3.pidfd") == mayBeFixed)
        #expect(try !isFixed("create.exec.static"))
    }

    /// Who sets many tasks up has longer to answer, and yet not for ever.
    @Test func manyTasksHaveALongerDeadline() throws {
        let maker = WorkerLauncher(place: Here.place, clock: Here.clock)
        func deadline(_ name: RowName) throws -> Int32 {
            maker.deadline(for: try Catalog.probe(named: name).subject)
        }
        #expect(try deadline("create.fork") == 20_000)
        #expect(try deadline("weight.process@count=10000") == 20_000 + 5 * (10_002 - 100))
        #expect(try deadline("create.pid.live@live=4000000") == 20_000 + 5 * 99_900)
    }

    @Test(arguments: Catalog.probes.map(\.name).filter { $0.family == "weight" })
    func aWeightIsInBytesAndMadeOfItsParts(_ name: RowName) throws {
        let probe = try Catalog.probe(named: "\(name)@count=50")
        let worker = try WorkerLauncher(program: Command.toll, place: Here.place, clock: Here.clock).open(probe.subject)
        defer { worker.end() }
        #expect(probe.subject.unit == .bytes)
        let parts: [RowFact] = [.userBytes, .slabBytes, .kernelStackBytes, .pageTableBytes, .perCPUBytes]
        #expect(Set(worker.facts.keys) == Set(parts))
        let visit = try worker.visit(VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0))
        #expect(visit.times.count == 1)
        let tally = try worker.prove(iterations: 1, baseline: false)
        #expect(tally.operations == 50)
        #expect(Gate.violations(of: probe.subject.declaration, in: tally, operation: probe.subject.operation) == [])
        #expect(probe.subject.declaration.perOperation[.tasksReaped] != nil && tally.counted[.tasksReaped] != nil)
    }
}
