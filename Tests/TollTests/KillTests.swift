import Glibc
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// Processes of a run killed at random moments: it is seen within a second, the other rows go on, and nothing stays.
@Suite(.serialized, .inTurn) struct KillTests {
    private let scratch = Scratch()

    /// The numbers of all but the first process of a run.
    private func others(_ toll: String, than first: pid_t) -> [Int32] {
        Processes.running("/proc/self/exe").filter { Processes.linked("/proc/\($0)/exe") == toll && $0 != first }
    }

    private static let rows = [
        ["syscall.null.raw", "switch.futex.process"], ["create.fork", "create.pidns"],
        ["io.epoll.state", "io.file.cached.uring"], ["switch.sysv.process", "weight.process@count=20"],
    ]

    @Test(arguments: rows, [SIGKILL, SIGTERM]) func aWorkerOrAPartner(_ rows: [String], _ signal: Int32) throws {
        let toll = scratch.program("toll")
        let ended = Command.run(
            [toll, "run"] + rows + ["--budget", "20s", "--launches", "1", "-o", scratch.file("result.json")],
            environment: ["XDG_DATA_HOME": scratch.path, "TMPDIR": scratch.path], seconds: 15, cue: "launch 1"
        ) { process in
            usleep(.random(in: 50_000...600_000))
            if let victim = others(toll, than: process).randomElement() { kill(victim, signal) }
            // What the death of one costs is known long before a worker would be late.
            usleep(1_000_000)
            kill(process, SIGINT)
        }
        #expect(ended.signal == nil && !ended.isLate, "\(ended.errors)")
        #expect(!ended.errors.contains("did not answer"), "\(ended.errors)")
        #expect(Processes.left(of: toll) == [])
        let result = try Store(folder: FilePath(scratch.path)).load("result.json")
        #expect(result.records.count == 2)
        for record in result.records { #expect(record.status == .measured || record.reason != nil) }
        #expect(Set(Processes.names(in: scratch.path)) == ["result.json", "toll"])
    }
}
