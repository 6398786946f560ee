import Glibc
import Sampling
import Support
import Testing

@testable import Probes

@Suite("Reads of files, requests and locks", .serialized, .inTurn) struct FileReadTests {
    @Test(
        arguments: fileProbes.map(\.name) + [
            "io.request.inline", "io.request.punted", "io.request.blocking", "io.request.timer",
            "io.request.timer@due=200000", "switch.lock.thread",
        ])
    func everyOperationIsDone(name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try onThreadOfItsOwn { place in
                let rig: Rig
                do { rig = try probe.prepare(place) } catch let refusal as Refusal {
                    print("\(name): \(refusal)")
                    return
                }
                defer { rig.finish() }
                for n in [0, 1, 17, 300] {
                    try rig.loop(n)
                    try rig.baseline?(n)
                }
            }
        }
        tell(ended)
    }

    /// A request that the kernel does itself is not taken for one that a worker has done.
    @Test func aWorkerThatDoesNothingIsFound() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try onThreadOfItsOwn { place in
                let rig: Rig
                do { rig = try blockingRequest(on: place.cpu, punts: false) } catch let refusal as Refusal {
                    return print("io.request.blocking: \(refusal)")
                }
                defer { rig.finish() }
                #expect(throws: OperationFailed("the kernel's worker did nothing")) { try rig.loop(5) }
            }
        }
        tell(ended)
    }

    /// The kernel keeps a timer by itself, and reads for a worker: what is told of them is what proc shows.
    @Test(arguments: [("io.request.timer", 0), ("io.request.blocking", 1)] as [(RowName, Double)])
    func workersAreTold(name: RowName, workers: Double) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [name, workers = workers as Double] in
            try onThreadOfItsOwn { place in
                let rig: Rig
                do { rig = try Catalog.probe(named: name).prepare(place) } catch let refusal as Refusal {
                    return print("\(name): \(refusal)")
                }
                defer { rig.finish() }
                try rig.loop(20)
                #expect(rig.facts[.ringWorkers] == workers && Double(Ring.workersOfCaller().count) == workers)
            }
        }
        tell(ended)
    }

    @Test func aBlockKnowsItsNumber() throws {
        let cleanup = Cleanup()
        defer { cleanup.run() }
        let blocks = try BlockFile(isDirect: false, cleanup)
        #expect(pread(blocks.file.number, blocks.buffer(0), BlockFile.blockBytes, off_t(9 * BlockFile.blockBytes)) > 0)
        #expect(blocks.holds(9, in: 0))
        #expect(!blocks.holds(8, in: 0))
        blocks.buffer(0).storeBytes(of: 8, toByteOffset: BlockFile.blockBytes - 8, as: UInt64.self)
        #expect(!blocks.holds(9, in: 0))
    }
}
