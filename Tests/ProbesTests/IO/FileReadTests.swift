import Glibc
import Sampling
import Support
import Testing

@testable import Probes

@Suite("Reads of files, requests and locks", .serialized, .inTurn) struct FileReadTests {
    @Test(arguments: fileProbes.map(\.name) + ["io.request.inline", "io.request.punted", "contention.lock.threads"])
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
