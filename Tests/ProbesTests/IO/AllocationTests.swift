import CAllocations
import Glibc
import Sampling
import Support
import SwiftModels
import Testing

@testable import Probes

@Suite("Allocations of the IO models", .serialized, .inTurn) struct AllocationTests {
    @Test func theCounterCounts() {
        let before = a_allocations()
        let memory = malloc(100)
        let counted = a_allocations() - before
        #expect(memory != nil && counted == 1)
        free(memory)
    }

    /// Of the models that serve on the worker's own thread.
    @Test(arguments: ioModels.map(\.name).filter { !$0.parts.contains("blocking") })
    func anEventAllocatesNothing(name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try onThreadOfItsOwn { place in
                if let reason = probe.missing(at: place) { return print("\(name): \(reason)") }
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                let counts = try [3, 3, 25, 125].map { n in
                    let before = a_allocations()
                    try rig.loop(n)
                    return a_allocations() - before
                }
                // What a batch may allocate it allocates once, however many events it has: forty in each iteration.
                #expect(counts[2] == counts[1] && counts[3] == counts[1], "\(counts)")
            }
        }
        tell(ended)
    }

    /// Of the models whose own threads or processes serve, and of the driver: all that any of them allocates.
    @Test(arguments: ioModels.map(\.name).filter { $0.parts.contains("blocking") })
    func noTaskAllocatesForAnEvent(name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            let probe = try Catalog.probe(named: name)
            try #require(a_count_everywhere() == 0)
            try onThreadOfItsOwn { place in
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                try rig.loop(25)
                let before = a_allocations_everywhere()
                let memory = malloc(100)
                #expect(memory != nil && a_allocations_everywhere() > before)
                free(memory)
                // Whatever else this process does meanwhile, it does not do it five times over.
                let counts = try (0..<5).map { _ in
                    let before = a_allocations_everywhere()
                    try rig.loop(125)
                    return a_allocations_everywhere() - before
                }
                #expect((counts.min() ?? .max) <= 2, "\(counts)")
            }
        }
    }

    /// SwiftNIO allocates for each event: how often is stated where the model is described, and must not grow.
    @Test func aSwiftTaskAllocatesAFewTimesAnEvent() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try #require(a_count_everywhere() == 0)
            try onThreadOfItsOwn { place in
                let probe = swiftModel.probe(Workload())
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                try rig.loop(25)
                let counts = try [50, 200].map { n in
                    let before = a_allocations_everywhere()
                    try rig.loop(n)
                    return Double(a_allocations_everywhere() - before)
                        / Double(n * probe.subject.operationsPerIteration)
                }
                print("io.swift: \(counts) allocations an event")
                #expect(counts[0] > 0 && counts[1] < 30 && counts[1] < 2 * counts[0], "\(counts)")
            }
        }
        tell(ended)
    }
}
