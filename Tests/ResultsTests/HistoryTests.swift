import Machine
import Results
import Sampling
import Support
import SystemPackage
import Testing

/// One row of one machine over time.
@Suite struct HistoryTests {
    private let scratch = Scratch()

    /// Writes a result as of so many days after the first, and reads its head.
    private func head(
        _ name: String, day: Int64, machine: [String: FactValue] = [:],
        change: (inout ResultFile) throws -> Void = { _ in }
    ) throws -> ResultHead {
        var script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000 + Double(day))])
        script.launches = 2
        script.machine["machine.hypervisor"] = .text("none")
        for (key, value) in machine { script.machine[key] = value }
        var result = script.result(seed: UInt64(day + 1))
        result.run.began += day * 86_400
        try change(&result)
        let path = scratch.write(String(decoding: try result.encoded(), as: UTF8.self), to: name + ".json")
        return try ResultHead(reading: FilePath(path))
    }

    @Test func runsAreInTheOrderOfTheirTimeAndChangesAreMarked() throws {
        let old: [String: FactValue] = [
            "cpu.microcode": .text("0x1"), "mitigation.retbleed": .text("Vulnerable"), "cpu.features": .list(["avx"]),
            "kernel.build": .text("#1"),
        ]
        let new: [String: FactValue] = [
            "cpu.microcode": .text("0x2"), "mitigation.retbleed": .text("Mitigation: untrained return thunk"),
            "mitigation.tsa": .text("Not affected"), "kernel.release": .text("6.2"), "kernel.build": .text("#2"),
        ]
        let history = try RowHistory(
            of: "switch.pipe.process",
            in: [
                try head("third", day: 2, machine: new), try head("first", day: 0, machine: old),
                try head("second", day: 1, machine: old),
            ])
        #expect(history.runs.map(\.result) == ["first", "second", "third"])
        #expect(history.runs.map(\.began) == [0, 1, 2].map { 1_700_000_000 + $0 * 86_400 })
        #expect(history.unit == "ns" && history.machine == "Scripted 3000" && history.leftOut.isEmpty)
        #expect(history.runs[1].changes.isEmpty)
        // The release says it all; the features are no news, and neither is what a new kernel has heard of.
        #expect(
            history.runs[2].changes == [
                "Processor: microcode: 0x1 → 0x2", "Kernel: release: 6.1 → 6.2",
                "Mitigations: retbleed: Vulnerable → Mitigation: untrained return thunk",
            ])
    }

    @Test func anotherBuildOfOneReleaseIsAChange() throws {
        let history = try RowHistory(
            of: "syscall.null.raw",
            in: [
                try head("a", day: 0, machine: ["kernel.build": .text("#1")]),
                try head("b", day: 1, machine: ["kernel.build": .text("#2")]),
            ])
        #expect(history.runs[1].changes == ["Kernel: build: #1 → #2"])
    }

    @Test func whatIsNotOfThisMachineOrHasNoFigureIsLeftOutWithItsReason() throws {
        let heads = [
            try head("good", day: 3),
            try head("other", day: 1, machine: ["cpu.model": .text("Another 4000")]),
            try head("guest", day: 1, machine: ["machine.hypervisor": .text("KVM")]),
            try head("short", day: 2) { $0.records.removeLast() },
            try head("invalid", day: 2) {
                $0.records[1].failure = try decoded(#"{"status":"invalid","reason":"2.00 switches, not 1.00"}"#)
            },
            try head("undated", day: 2) { $0.run.began = -1 },
            try head("bytes", day: 2) { $0.records[1].unit = .bytes },
        ]
        let history = try RowHistory(of: "switch.pipe.process", in: heads)
        #expect(history.runs.map(\.result) == ["good"])
        #expect(
            Set(history.leftOut.map { "\($0.results.joined(separator: "+")) \($0.why)" }) == [
                "other of another machine, Another 4000", "guest of another machine, Scripted 3000, KVM",
                "short without this row", "invalid in which it is invalid",
                "undated that do not say when they were measured", "bytes that count it in bytes",
            ])
    }

    @Test func aRowWithoutAFigureIsNoHistory() throws {
        let heads = [
            try head("skipped", day: 0) {
                $0.records[1].failure = try decoded(#"{"status":"skipped","reason":"not here"}"#)
            }
        ]
        func message(_ name: RowName, isNet: Bool = false) -> String {
            do throws(BadResult) { _ = try RowHistory(of: name, isNet: isNet, in: heads) } catch {
                return error.description
            }
            return ""
        }
        #expect(message("switch.pipe.process").hasSuffix("'switch.pipe.process' (skipped: not here)"))
        #expect(message("is.not.there") == "no result has a valid figure of 'is.not.there'")
        // A system call has no baseline.
        #expect(message("syscall.null.raw", isNet: true).hasPrefix("no result has a valid net figure"))
    }
}
