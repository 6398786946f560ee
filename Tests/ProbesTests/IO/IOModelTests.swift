import Testing

@testable import Probes

@Suite("IO models", .serialized) struct IOModelTests {
    @Test func everyEventIsVerified() throws {
        let probe = try #require(Catalog.probes.first { $0.name == "io.epoll.state" })
        let rig = try probe.prepare(Place(cpu: 0, otherCPU: 1))
        defer { rig.finish() }
        for n in [1, 10, 1000] { try rig.loop(n) }
    }
}
