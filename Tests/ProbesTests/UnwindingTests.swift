import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Rows of all families whose set-up makes several things, by what their steps take.
private let rows: [RowName] = [
    "switch.yield.process", "switch.futex.thread", "switch.pipe.process", "switch.pipe.thread.raw",
    "switch.eventfd.process", "switch.socketpair.thread", "switch.semaphore.process", "switch.condvar.thread",
    "switch.sysv.process", "switch.epoll.thread", "switch.pipe.process.cgroup", "switch.pipe.thread.timer",
    "switch.napi.kthread", "switch.iowq.kernel", "ring.pipe.process@tasks=4", "touch.pipe.thread",
    "switch.lock.thread", "create.clone3.cgroup", "create.exec.static", "create.pid.level@levels=3",
    "create.pid.live@live=40", "create.iowq", "create.parallel.threads", "io.file.cached.threads", "io.file.cached.aio",
    "io.file.cached.uring", "io.request.punted",
]

/// Rows whose set-up makes several tasks.
private let rowsOfTasks: [RowName] = [
    "switch.pipe.process", "switch.futex.thread", "switch.sysv.process", "ring.pipe.process@tasks=4",
    "switch.lock.thread", "create.parallel.threads", "create.parallel.processes", "create.pid.live@live=12",
    "io.file.cached.threads",
]

/// A set-up that fails at any of its steps leaves nothing behind.
@Suite(.serialized, .inTurn)
struct UnwindingTests {
    @Test(arguments: rows)
    func failsAtEachDescriptor(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try failing(name, at: .descriptors) { place in
                if let lack = probe.missing(at: place) { throw Refusal(lack.reason) }
                return try probe.prepare(place)
            }
        }
        tell(ended)
    }

    /// Without the step that takes as few connections as may be open.
    @Test(arguments: ioModels.map(\.name), [Step.descriptors, .tasks])
    func anIOModelFailsAtEach(_ name: RowName, _ step: Step) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name, step] in
            let entry = try #require(ioModels.first { $0.name == name })
            var workload = Workload()
            (workload.connections, workload.inFlight) = (3, 2)
            try failing(name, at: step) { place in
                if let lack = entry.probe(workload).missing(at: place) { throw Refusal(lack.reason) }
                return try ioRig(workload, at: place, keepsConnections: false, model: entry.make)
            }
        }
        tell(ended)
    }

    @Test(arguments: rowsOfTasks)
    func failsAtEachTask(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try failing(name, at: .tasks) { place in
                if let lack = probe.missing(at: place) { throw Refusal(lack.reason) }
                return try probe.prepare(place)
            }
        }
        tell(ended)
    }

    /// No machine has a CPU of this number, so that whoever is to be bound to it cannot be.
    @Test(
        arguments: rows + [
            "switch.pipe.process@cpu=0,partner=4095,idle=1", "switch.pipe.thread@cpu=0,partner=4095,idle=2",
        ])
    func failsWhereATaskCannotBePinned(_ name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try onThreadOfItsOwn { _ in
                let nowhere = Place(cpu: 4095, otherCPU: 4094)
                // The first time, libraries keep some of what they make.
                for isFirst in [true, false] {
                    let (own, kept) = (OwnTraces(), Traces())
                    do { try probe.prepare(nowhere).finish() } catch { print("\(name): \(error)") }
                    if !isFirst { expectNothingLeft(of: own, and: kept, "\(name) with nowhere to run") }
                }
            }
        }
        tell(ended)
    }
}

/// What a set-up can run out of.
enum Step: String, CaseIterable, Codable { case descriptors, tasks }

/// Sets a probe up with one step more allowed each time, until it succeeds.
private func failing(_ name: RowName, at step: Step, prepare: @escaping (Place) throws -> Rig) throws {
    try onThreadOfItsOwn { place in
        if step == .tasks, setresuid(54_325, 54_325, 54_325) != 0 { return print("\(name): needs root for the test") }
        do { try prepare(place).finish() } catch let refusal as Refusal {
            return print("\(name) is skipped: \(refusal)")
        }
        let resource = step == .descriptors ? __rlimit_resource_t(RLIMIT_NOFILE.rawValue) : __RLIMIT_NPROC
        var usual = rlimit()
        getrlimit(resource, &usual)
        for allowed in 0..<300 {
            // Tasks that are gone already are still counted for a moment.
            usleep(step == .tasks ? 2000 : 0)
            let (own, kept) = (OwnTraces(), Traces())
            let used = step == .descriptors ? own.freeDescriptor : 0
            var limit = rlimit(rlim_cur: rlim_t(used + allowed), rlim_max: usual.rlim_max)
            setrlimit(resource, &limit)
            var failure: (any Error)?
            do { try prepare(place).finish() } catch { failure = error }
            setrlimit(resource, &usual)
            expectNothingLeft(of: own, and: kept, "\(name) with room for \(allowed) \(step): \(failure ?? Refusal(""))")
            guard let failure else { return print("\(name) fails at each of \(allowed) \(step)") }
            #expect(!"\(failure)".isEmpty)
        }
        Issue.record("\(name) needs more than 300 \(step)")
    }
}

private func expectNothingLeft(of own: OwnTraces, and kept: Traces, _ what: String) {
    #expect(isTrueSoon { OwnTraces() == own }, "\(what): \(own), then \(OwnTraces())")
    #expect(isTrueSoon { Traces().minus(kept).isEmpty }, "\(what): \(Traces().minus(kept))")
}

/// What the calling process has of its own, but for the workers of io_uring, which the kernel ends in its own time.
private struct OwnTraces: Equatable {
    let descriptors: [Int32]
    let threads: [String]
    let children: String
    /// Memory that is shared, rings of io_uring included.
    let mappings: [String]
    let policy: Int32

    init() {
        descriptors = (0..<1024).filter { fcntl($0, F_GETFD) >= 0 }
        // Of the threads, those that are bound to one CPU as partners are: Swift's own pool comes and goes.
        threads = entries(in: "/proc/self/task").filter { task in
            var cpus: [Int32] = [0, 0]
            guard Int32(task).map({ k_allowed_cpus($0, &cpus, 2) == 1 }) == true else { return false }
            // One that is gone by now has no name.
            let name = textOf("/proc/self/task/\(task)/comm")
            return !name.isEmpty && !name.hasPrefix("iou-")
        }.sorted()
        children = textOf("/proc/thread-self/children")
        mappings = Processes.text("/proc/self/maps").split(separator: "\n").filter {
            $0.contains("/dev/zero") || $0.contains("io_uring") || $0.contains("[aio]")
        }.map(String.init)
        policy = sched_getscheduler(0)
    }

    /// The number that the next descriptor gets.
    var freeDescriptor: Int { (0...).first { !descriptors.contains(Int32($0)) } ?? 0 }
}
