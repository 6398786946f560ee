import CKernel
import Glibc
import Sampling
import Support
import SwiftModels
import Testing

@testable import Probes

/// What the rows of the IO models tell beside their times.
@Suite("Figures of the IO models", .serialized, .inTurn) struct ServingTests {
    private static let names = (ioModels + [swiftModel]).map(\.name)

    @Test(arguments: names) func everyMessageIsTimed(name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: "\(name)@connections=20,in-flight=5", among: Catalog.all)
            try onThreadOfItsOwn { place in
                if let reason = probe.missing(at: place) { return print("\(name): \(reason)") }
                let rig: Rig
                do { rig = try probe.prepare(place) } catch let refusal as Refusal {
                    return print("\(name): \(refusal)")
                }
                defer { rig.finish() }
                #expect(rig.facts[.connections] == 20 && rig.facts[.inFlight] == 5, "\(rig.facts)")
                // No event costs less than the calls it takes, or a second.
                let time = rig.facts[.serverCPU] ?? 0
                #expect(time > 10 && time < 1e9, "\(rig.facts)")
                let overlap = try #require(rig.overlap)
                #expect(overlap.inFlight == 5)
                for n in [1, 300, overlap.batch] {
                    // Batches in between are not in the journal.
                    try rig.loop(50)
                    let times = try overlap.run(n)
                    #expect(times.count == n && times.allSatisfy { $0 > 0 }, "\(n): \(times.count)")
                }
            }
        }
        tell(ended)
    }

    /// Beside this process's own clock, which has all its threads, those of the processes that serve; never the
    /// driver's.
    @Test(arguments: [("io.blocking.processes", 3), ("io.blocking.threads", 0), ("io.epoll.state", 0)])
    func theServersTimeIsThatOfItsOwnTasks(name: RowName, others: Int) async {
        await #expect(processExitsWith: .success) { [name, others = others as Int] in
            try onThreadOfItsOwn { place in
                let rig = try Catalog.probe(named: "\(name)@connections=3").prepare(place)
                defer { rig.finish() }
                #expect(ServerTime(rig).others.count == others)
            }
        }
    }

    /// The kernel thread that takes the submissions serves on a CPU of its own: its clock is read by itself, and goes
    /// on with the work.
    @Test(arguments: [("io.uring.sqpoll", 1), ("io.uring.state", 0)])
    func theTimeOfAKernelThreadIsBroughtUpToDate(name: RowName, threads: Int) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [name, threads = threads as Int] in
            let probe = try Catalog.probe(named: "\(name)@connections=3")
            try onThreadOfItsOwn { place in
                if let reason = probe.missing(at: place) { return print("\(name): \(reason)") }
                let rig: Rig
                do { rig = try probe.prepare(place) } catch let refusal as Refusal {
                    return print("\(name): \(refusal)")
                }
                defer { rig.finish() }
                let clocks = ServerTime(rig).elsewhere
                #expect(clocks.count == threads)
                let before = clocks.map(k_clock_ns)
                try rig.loop(200)
                for (clock, time) in zip(clocks, before) { #expect(k_clock_ns(clock) > time, "\(time) ns") }
            }
        }
        tell(ended)
    }

    /// Whether the kernel makes workers to serve a network by io_uring: it does when it is forced to, and not by
    /// itself.
    @Test(arguments: [("io.uring.state", false), ("io.uring.fibers", false), ("io.uring.workers", true)])
    func workersOfTheKernelAreCounted(name: RowName, areMade: Bool) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [name, areMade = areMade as Bool] in
            let probe = try Catalog.probe(named: "\(name)@connections=20,in-flight=5,transport=1")
            try onThreadOfItsOwn { place in
                let rig: Rig
                do { rig = try probe.prepare(place) } catch let refusal as Refusal {
                    return print("\(name): \(refusal)")
                }
                defer { rig.finish() }
                let workers = rig.facts[.ringWorkers] ?? -1
                #expect(areMade ? workers > 0 : workers == 0, "\(workers) workers")
            }
        }
        tell(ended)
    }
}
