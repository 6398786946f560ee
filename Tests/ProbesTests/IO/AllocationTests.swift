import CAllocations
import CKernel
import Glibc
import Support
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

    /// Of the models that serve on the worker's own thread. The others serve by the same code.
    @Test(arguments: ioModels.map(\.name).filter { !$0.contains("blocking") })
    func anEventAllocatesNothing(name: String) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try onThreadOfItsOwn { place in
                if let reason = probe.missing(at: place) { return print("\(name): \(reason)") }
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                let counts = try [100, 100, 1000, 5000].map { n in
                    let before = a_allocations()
                    try rig.loop(n)
                    return a_allocations() - before
                }
                // What a batch may allocate it allocates once, however many events it has.
                #expect(counts[2] == counts[1] && counts[3] == counts[1], "\(counts)")
            }
        }
        tell(ended)
    }
}
