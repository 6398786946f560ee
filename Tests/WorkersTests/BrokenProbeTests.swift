import Counters
import Probes
import Sampling
import Support
import Testing
import Workers

/// Each probe of the test worker is broken on purpose. It must be caught, and nothing of it may stay.
@Suite(.serialized, .inTurn)
struct BrokenProbeTests {
    private let scratch = Scratch()
    private static let place = Here.place

    private func run(
        _ name: RowName, does declared: [Quantity: Double] = [:], operations: Int = 1, cpus: Int? = 1,
        deadline: Int32 = 20_000, budget: Int64 = 100_000_000
    ) -> Record {
        let program = scratch.program("TestWorker")
        let maker = WorkerLauncher(
            program: program, words: [], place: Self.place, clock: Here.clock, deadline: deadline)
        let subject = Subject(
            name: name, operation: "hop", operationsPerIteration: operations,
            declaration: Declaration(declared, cpus: cpus), tasks: 2)
        var engine = Engine(
            plan: Plan(budget: budget, launches: 1), subjects: [subject], maker: maker,
            now: Clock.raw)
        let record = engine.run()[0]
        #expect(Processes.left(of: program) == [], "\(name) left processes behind")
        return record
    }

    // MARK: - Caught by the gate

    @Test func aYieldWithNobodyToYieldTo() {
        let record = run("broken.yield.alone", does: [.contextSwitches: 1, .syscalls: 1])
        #expect(record.status == .invalid)
        // On a busy machine it does yield now and then, to somebody else.
        #expect(record.reason?.hasPrefix("declares 1.00 context switches per hop, the kernel counted 0.") == true)
    }

    @Test(.enabled(if: Here.place.otherCPU != nil, "wants two CPUs"))
    func aPairOnTwoCPUsDeclaredAsOne() {
        let record = run(
            "broken.pipe.cross", does: [.contextSwitches: 1, .syscalls: 2], operations: 2)
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1 CPU, its tasks may run on 2")
    }

    @Test func aLoopThatDoesNothing() {
        let record = run("broken.loop.empty", does: [.syscalls: 1])
        guard Here.countsSyscalls(record) else { return }
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1.00 system calls per hop, the kernel counted 0.00")
    }

    @Test func operationsBesideThoseThatAreTimed() {
        let record = run("broken.timed.besides", does: [.syscalls: 1])
        guard Here.countsSyscalls(record) else { return }
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1.00 system calls per hop, the kernel counted 2.00")
    }

    /// By which a rig looks after itself: they are no operation's.
    @Test func callsOfARigsOwnAreTakenOff() {
        let record = run("broken.timed.own", does: [.syscalls: 1])
        guard Here.countsSyscalls(record) else { return }
        #expect(record.proof?.perOperation[.syscalls].map { abs($0 - 1) < 0.01 } == true, "\(record.reason ?? "")")
    }

    @Test func aWrongNumberOfHops() {
        let record = run("broken.hops.wrong", does: [.contextSwitches: 1, .syscalls: 2], operations: 4)
        #expect(record.status == .invalid)
        #expect(record.reason?.hasPrefix("declares 1.00 context switches per hop, the kernel counted 0.5") == true)
    }

    @Test(.enabled(if: Here.place.otherCPU != nil, "wants two CPUs"))
    func aTaskThatIsNotPinned() {
        let record = run("broken.unpinned", does: [.syscalls: 1])
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1 CPU, its tasks may run on 2")
    }

    @Test(.enabled(if: Here.place.otherCPU != nil, "wants two CPUs"))
    func aTaskThatMoves() {
        let record = run("broken.migrates")
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 0.00 migrations per hop, the kernel counted 2.00")
    }

    /// Its batches from before stand, if they are enough; none of those from after is among them.
    @Test(.enabled(if: Here.place.otherCPU != nil, "wants two CPUs"))
    func aTaskThatIsMovedWhileItIsTimed() {
        let record = run("broken.moved", budget: 2_000_000_000)
        let reason = record.cutShort ?? record.reason ?? ""
        #expect(reason.hasPrefix("its tasks were moved while it was timed, to CPU "), "\(reason)")
    }

    @Test func childrenThatNobodyReaps() {
        let record = run("broken.unreaped", does: [.tasksCreated: 1])
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1.00 tasks reaped per hop, the kernel counted 0.00")
    }

    @Test func pageFaultsThatAreNotDeclared() {
        let record = run("broken.faults", does: [.pageFaults: 0])
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 0.00 page faults per hop, the kernel counted 1.00")
    }

    @Test func aPageThatIsThereAlready() {
        let record = run("broken.fault", does: [.pageFaults: 1])
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1.00 page faults per hop, the kernel counted 0.00")
    }

    @Test(arguments: [("broken.map", "1.00"), ("broken.file", "4.00")] as [(RowName, String)])
    func anotherNumberOfCalls(_ name: RowName, _ counted: String) {
        let record = run(name, does: [.syscalls: 2])
        guard Here.countsSyscalls(record) else { return }
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 2.00 system calls per hop, the kernel counted \(counted)")
    }

    @Test func aBaselineThatSwitches() {
        let record = run("broken.baseline", does: [.contextSwitches: 1, .syscalls: 2], operations: 2)
        #expect(record.status == .invalid)
        #expect(
            record.reason?.hasPrefix("the baseline declares 0.00 context switches per hop, the kernel counted ")
                == true)
    }

    @Test func aLockThatIsHandedToNobody() {
        let record = run("broken.lock.handover", does: [.contextSwitches: 1])
        #expect(record.status == .invalid)
        #expect(record.reason?.hasPrefix("declares 1.00 context switches per hop, the kernel counted 0.") == true)
    }

    @Test func aClockThatIsReadByACall() {
        let record = run("broken.time.vdso", does: [.syscalls: 0])
        guard Here.countsSyscalls(record) else { return }
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 0.00 system calls per hop, the kernel counted 1.00")
    }

    @Test func aTaskThatStaysWhereItIs() {
        let record = run("broken.place.stays", does: [.migrations: 1])
        #expect(record.status == .invalid)
        #expect(record.reason == "declares 1.00 migrations per hop, the kernel counted 0.00")
    }

    @Test func aTaskThatIsNotMade() {
        let record = run("broken.task.none", does: [.tasksCreated: 1])
        #expect(record.status == .invalid)
        #expect(record.reason?.hasPrefix("declares 1.00 tasks created per hop, the kernel counted 0.") == true)
    }

    @Test func aByteThatATaskSendsToItself() {
        let record = run("broken.net.alone", does: [.contextSwitches: 1, .syscalls: 2])
        #expect(record.status == .invalid)
        #expect(record.reason?.hasPrefix("declares 1.00 context switches per hop, the kernel counted 0.") == true)
    }

    // MARK: - Caught by the worker's end of life

    @Test(arguments: ["broken.hang.loop", "broken.hang.prepare"])
    func aWorkerThatHangsIsEndedAtItsDeadline(_ name: RowName) {
        let record = run(name, deadline: 700)
        #expect(record.status == .failed)
        #expect(record.reason == "the worker did not answer within 0.7 s and was ended")
    }

    @Test(arguments: [
        ("broken.crash", "the worker was killed by signal 11 (Segmentation fault)"),
        ("broken.killed", "the worker was killed by signal 9 (Killed)"),
        // Nobody here adopts orphans, so how the partner ended stays unknown.
        ("broken.partner", "a partner of the worker ended"),
        ("broken.exit", "the worker ended with status 7"),
        ("broken.closes", "the worker closed its channel"),
        ("broken.garbage", "the worker gave an answer that makes no sense"),
        ("broken.absurd", "the worker gave an answer that makes no sense"),
        ("broken.throws", "a byte through a pipe"),
    ])
    func aWorkerThatGoesWrongFailsItsRow(_ name: RowName, _ reason: String) {
        // A death is seen at once, long before the worker would be late.
        let start = Clock.raw()
        let record = run(name)
        #expect(Clock.raw() - start < 10_000_000_000)
        #expect(record.status == .failed)
        #expect(record.reason == reason)
    }

    @Test func aProbeThatIsRefusedIsSkipped() {
        let record = run("broken.refused")
        #expect(record.status == .skipped)
        #expect(record.reason == "there is no such thing here")
    }

    @Test func aProbeThatIsNotInTheCatalogFails() {
        #expect(run("broken.unheard.of").reason?.hasPrefix("no probe is called 'broken.unheard.of'") == true)
    }

    @Test func orphansAreEndedToo() {
        let record = run("broken.grandchildren", does: [.syscalls: 1], budget: 2_000_000_000)
        #expect(record.status == .measured, "\(record.reason ?? "")")
    }

    @Test func aProgramThatIsNotThereFailsItsRow() {
        let maker = WorkerLauncher(program: "/nonexistent/toll", place: Self.place, clock: Here.clock)
        let subject = Subject(
            name: "a", operation: "call", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1)
        var engine = Engine(plan: Plan(budget: 1), subjects: [subject], maker: maker, now: Clock.raw)
        #expect(engine.run()[0].reason == "no worker can be started: No such file or directory")
    }
}
