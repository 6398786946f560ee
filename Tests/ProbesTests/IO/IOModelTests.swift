import CKernel
import Glibc
import Testing

@testable import Probes

private let names = ioModels.map(\.name)
private let here = Place(cpu: allowed[0], otherCPU: allowed.count > 1 ? allowed[1] : nil)
private let allowed: [Int] = {
    var cpus: [Int32] = Array(repeating: 0, count: 1024)
    let count = Int(k_allowed_cpus(0, &cpus, 1024))
    return cpus.prefix(max(count, 0)).map(Int.init)
}()

private func model(_ name: String) throws -> IOModelEntry { try #require(ioModels.first { $0.name == name }) }

/// A model's rig, or nil where the machine has no room for it.
private func rig(_ name: String, _ parameters: String, tamper: Tamper? = nil) throws -> Rig? {
    let entry = try model(name)
    let workload = try Workload(Parameters(parsing: parameters))
    do {
        if let reason = entry.probe(workload).missing(at: here) { throw Refusal(reason) }
        return try ioRig(
            workload, at: here, driverSpins: entry.driverSpins, keepsConnections: entry.keepsConnections
        ) { stage in
            let made = try entry.make(stage)
            return tamper.map { TamperedModel(made, stage, $0) } ?? made
        }
    } catch let refusal as Refusal {
        print("\(name): \(refusal)")
        return nil
    }
}

/// What a run of a model on a few connections ends with.
private func failure(_ name: String, _ tamper: Tamper) throws -> String? {
    guard let rig = try rig(name, "connections=2,in-flight=1", tamper: tamper) else { return nil }
    defer { rig.finish() }
    let thrown = try #require(throws: OperationFailed.self) {
        for _ in 0..<10 { try rig.loop(20) }
    }
    return thrown.description
}

@Suite("IO models", .serialized) struct IOModelTests {
    @Test(arguments: names, [(1, 1), (100, 10), (10_000, 100)])
    func everyEventIsVerified(name: String, size: (connections: Int, inFlight: Int)) throws {
        guard let rig = try rig(name, "connections=\(size.connections),in-flight=\(size.inFlight)") else { return }
        defer { rig.finish() }
        for n in [1, size.inFlight + 1, 500] { try rig.loop(n) }
        #expect(rig.notes.contains { $0.hasPrefix("\(size.connections) connections") || $0.contains("may be open") })
    }

    @Test(arguments: names, ["transport=1", "transport=2", "shared=0", "message=24,work=8", "message=4096,work=65536"])
    func everyWorkloadIsServed(name: String, parameters: String) throws {
        guard let rig = try rig(name, "connections=20,in-flight=7,\(parameters)") else { return }
        defer { rig.finish() }
        try rig.loop(200)
    }

    @Test(arguments: names) func aFlippedByteIsFound(name: String) throws {
        for byte in [0, 5, 9, 17, 63] {
            if let text = try failure(name, .flipRequest(byte: byte)) {
                #expect(text.contains("the checksum of message"), "byte \(byte)")
            }
            if let text = try failure(name, .flipAnswer(byte: byte)) {
                #expect(text.contains("the checksum of answer"), "byte \(byte)")
            }
        }
    }

    @Test(arguments: names) func aDoubledMessageIsFound(name: String) throws {
        if let text = try failure(name, .doubleRequest) { #expect(text.contains("came again")) }
        if let text = try failure(name, .doubleAnswer) { #expect(text.contains("came again")) }
    }

    @Test(arguments: names) func anEndInTheMiddleIsFound(name: String) throws {
        if let text = try failure(name, .reset) { #expect(text.contains("closed by")) }
        if let text = try failure(name, .killDriver) {
            #expect(text.contains("closed by the driver") || text.contains("died"))
        }
    }

    @Test func aLostMessageIsFound() throws {
        let text = try failure("io.epoll.state", .loseRequest)
        #expect(try #require(text).contains("no answer"))
    }

    @Test func aServerThatDiesIsFound() throws {
        let rig = try #require(try rig("io.blocking.processes", "connections=3"))
        defer { rig.finish() }
        try rig.loop(10)
        kill(rig.partners[1].process, SIGKILL)
        let thrown = #expect(throws: OperationFailed.self) { try rig.loop(100) }
        #expect(thrown?.description.contains("connection 1: closed by the server") == true)
    }
}
