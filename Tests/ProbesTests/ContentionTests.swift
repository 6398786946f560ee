import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Two threads that want one lock, and are not made to take turns.
@Suite("Contention", .serialized, .inTurn) struct ContentionTests {
    @Test(arguments: ["contention.lock.free", "contention.lock.cross", "contention.lock.free@work=65536"] as [RowName])
    func everyPartIsDone(name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let probe = try Catalog.probe(named: name)
            try onThreadOfItsOwn { place in
                if let lack = probe.missing(at: place) { return print("\(name): \(lack)") }
                let rig = try probe.prepare(place)
                defer { rig.finish() }
                for n in [0, 1, 2] {
                    try rig.loop(n)
                    try rig.baseline?(n)
                }
            }
        }
        tell(ended)
    }

    /// Without the lock two threads undo each other's work, and it is found out.
    @Test func partsThatAreLostAreFound() async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            try onThreadOfItsOwn { place in
                guard let other = place.otherCPU else { return print("only one CPU may be used here") }
                let table = WorkTable(bytes: 8, isLocked: false)
                defer { table.free() }
                var thrown: (any Error)?
                for _ in 0..<200 where thrown == nil {
                    let partner = try Partner(.thread, on: other) { table.work(parts: 1_000_000) }
                    table.work(parts: 1_000_000)
                    partner.end()
                    do { try table.check(added: 2_000_000) } catch { thrown = error }
                }
                let text = "\(thrown.map { "\($0)" } ?? "nothing")"
                #expect(text.hasSuffix("parts were lost: the lock let two in at once"), "\(text)")
            }
        }
        tell(ended)
    }
}
