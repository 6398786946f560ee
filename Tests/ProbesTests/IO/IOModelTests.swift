import CKernel
import Glibc
import Sampling
import Support
import SwiftModels
import Testing

@testable import Probes

private let models = ioModels + [swiftModel]
private let names = models.map(\.name)
private let here = Place(cpu: allowed[0], otherCPU: allowed.count > 1 ? allowed[1] : nil)
private let allowed: [Int] = {
    var cpus: [Int32] = Array(repeating: 0, count: 1024)
    let count = Int(k_allowed_cpus(0, &cpus, 1024))
    return cpus.prefix(max(count, 0)).map(Int.init)
}()

private func model(_ name: RowName) throws -> IOModelEntry { try #require(models.first { $0.name == name }) }

/// The workload of parameters as they stand behind a model's name.
private func workload(_ parameters: String) throws -> Workload {
    let name = try RowName(checking: "io@\(parameters)")
    return Workload(try Values(name.parameters, for: Workload.parameters, of: name.base))
}

/// A model's rig, or nil where the machine has no room for it.
private func rig(_ name: RowName, _ parameters: String, tamper: Tamper? = nil) throws -> Rig? {
    let entry = try model(name)
    let workload = try workload(parameters)
    do {
        if let lack = entry.probe(workload).missing(at: here) { throw Refusal(lack.reason) }
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

/// How many messages each of a hundred connections got, of five thousand.
private func shares(seed: Int) throws -> [UInt32] {
    var stage: Stage?
    let rig = try ioRig(workload("connections=100,in-flight=10,seed=\(seed)"), at: here) {
        stage = $0
        return try EpollState($0)
    }
    defer { rig.finish() }
    try rig.loop(5000)
    return (0..<100).map { (stage?.connections[$0].due ?? 0) - 1 }
}

/// What a run of a model on a few connections ends with.
private func failure(_ name: RowName, _ tamper: Tamper, of size: Int) throws -> String? {
    guard let rig = try rig(name, "connections=2,in-flight=1,message=\(size)", tamper: tamper) else { return nil }
    defer { rig.finish() }
    let thrown = try #require(throws: OperationFailed.self) {
        for _ in 0..<10 { try rig.loop(20) }
    }
    return thrown.description
}

/// Expects a run to end with one of `words`.
private func expect(_ name: RowName, _ tamper: Tamper, of size: Int = 64, toEndWith words: String...) throws {
    guard let text = try failure(name, tamper, of: size) else { return }
    #expect(words.contains { text.contains($0) }, "\(tamper): \(text)")
}

/// Every model serves, and fails, in a process of its own.
@Suite("IO models", .serialized, .inTurn) struct IOModelTests {
    @Test(arguments: names, [(1, 1), (100, 10), (10_000, 100)])
    func everyEventIsVerified(name: RowName, size: (connections: Int, inFlight: Int)) async {
        let (connections, inFlight) = size
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [name, connections = connections as Int, inFlight = inFlight as Int] in
            try onThreadOfItsOwn { _ in
                guard let rig = try rig(name, "connections=\(connections),in-flight=\(inFlight)") else { return }
                defer { rig.finish() }
                for n in [1, inFlight + 1, 500] { try rig.loop(n) }
                let isTold = rig.notes.contains {
                    $0.hasPrefix(connections == 1 ? "1 connection (" : "\(connections) connections (")
                        || $0.contains("may be open")
                }
                #expect(isTold, "\(rig.notes)")
            }
        }
        tell(ended)
    }

    @Test(
        arguments: names,
        [
            "transport=1", "transport=2", "shared=0", "message=24,work=8", "message=4096,work=65536", "spin=20000",
            "message=1048576", "message=1048576,transport=1", "message=1048576,transport=2", "message=65544,shared=0",
        ])
    func everyWorkloadIsServed(name: RowName, parameters: String) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [name, parameters] in
            try onThreadOfItsOwn { _ in
                guard let rig = try rig(name, "connections=20,in-flight=7,\(parameters)") else { return }
                defer { rig.finish() }
                try rig.loop(200)
            }
        }
        tell(ended)
    }

    /// The order is seeded, and leaves no connection out: what is served has to be as spread out as it is said to be.
    @Test func everyConnectionHasItsShare() async {
        await #expect(processExitsWith: .success) {
            try onThreadOfItsOwn { _ in
                let (first, again, other) = (try shares(seed: 1), try shares(seed: 1), try shares(seed: 2))
                // Fifty each is expected; chance stays within these bounds for ages.
                #expect(first.allSatisfy { (10...120).contains($0) }, "\(first)")
                #expect(first.reduce(0, +) == 5000 && first == again && first != other)
            }
        }
    }

    @Test(arguments: names) func aFlippedByteIsFound(name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            try onThreadOfItsOwn { _ in
                for byte in [0, 5, 9, 17, 63] {
                    try expect(name, .flipRequest(byte: byte), toEndWith: "the checksum of message")
                    try expect(name, .flipAnswer(byte: byte), toEndWith: "the checksum of answer")
                }
            }
        }
    }

    /// Beyond what a socket takes at once, a message goes out and comes in in parts, and its sum is made in lanes.
    @Test(arguments: names) func aFlippedByteOfALargeMessageIsFound(name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            try onThreadOfItsOwn { _ in
                for byte in [0, 9, 17, 530, 40_001, 299_999] {
                    try expect(name, .flipRequest(byte: byte), of: 300_000, toEndWith: "the checksum of message")
                    try expect(name, .flipAnswer(byte: byte), of: 300_000, toEndWith: "the checksum of answer")
                }
            }
        }
    }

    /// However a message is cut up on its way, it is put together again.
    @Test(arguments: names) func aMessageMayComeInParts(name: RowName) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            try onThreadOfItsOwn { _ in
                for size in [64, 20_000] {
                    guard
                        let rig = try rig(
                            name, "connections=2,in-flight=1,message=\(size)", tamper: .splitRequest(at: 24))
                    else { return }
                    defer { rig.finish() }
                    try rig.loop(30)
                }
            }
        }
        tell(ended)
    }

    @Test(arguments: names) func aDoubledMessageIsFound(name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            try onThreadOfItsOwn { _ in
                try expect(name, .doubleRequest, toEndWith: "came again")
                try expect(name, .doubleAnswer, toEndWith: "came again")
            }
        }
    }

    @Test(arguments: names) func anEndInTheMiddleIsFound(name: RowName) async {
        await #expect(processExitsWith: .success) { [name] in
            try onThreadOfItsOwn { _ in
                try expect(name, .reset, toEndWith: "closed by")
                try expect(name, .killDriver, toEndWith: "closed by the driver", "died")
            }
        }
    }

    @Test func aLostMessageIsFound() async {
        await #expect(processExitsWith: .success) {
            try onThreadOfItsOwn { _ in try expect("io.epoll.state", .loseRequest, toEndWith: "no answer") }
        }
    }

    @Test func aServerThatDiesIsFound() async {
        await #expect(processExitsWith: .success) {
            try onThreadOfItsOwn { _ in
                let rig = try #require(try rig("io.blocking.processes", "connections=3"))
                defer { rig.finish() }
                try rig.loop(10)
                kill(rig.partners[1].process, SIGKILL)
                let thrown = #expect(throws: OperationFailed.self) { try rig.loop(100) }
                let text = thrown?.description ?? "nothing"
                #expect(text.contains("connection 1: closed by the server"), "\(text)")
            }
        }
    }
}
