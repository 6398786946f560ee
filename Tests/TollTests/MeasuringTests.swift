import Foundation
import Glibc
import Support
import Testing

/// The commands that measure, with budgets too small for anything but their structure.
@Suite(.inTurn) struct MeasuringTests {
    private let scratch = Scratch()

    /// Runs `toll` with `words` and reads what it kept.
    private func rows(of words: [String], named name: String = #function) throws -> (Command, [[String: Any]]) {
        let path = scratch.file("\(name.prefix { $0 != "(" }).json")
        let ended = Command.run([Command.toll] + words + ["--budget", "300ms", "--launches", "1", "--output", path])
        #expect(ended.status == 0 || ended.status == 1, "\(ended.errors)")
        let shown = Command.run([Command.toll, "show", path, "--json"])
        try #require(shown.status == 0, "\(shown.errors)")
        let whole = try #require(
            try JSONSerialization.jsonObject(with: Data(shown.output.utf8)) as? [String: Any])
        #expect((whole["run"] as? [String: Any])?["wasFinished"] as? Bool == true)
        return (ended, try #require(whole["probes"] as? [[String: Any]]))
    }

    private func names(_ rows: [[String: Any]]) -> [String] { rows.compactMap { $0["name"] as? String } }

    @Test func aSweepsPointsAreRows() throws {
        let (_, rows) = try rows(of: ["sweep", "touch", "--bytes", "0,4K", "--only", "touch.fiber.asm"])
        #expect(names(rows) == ["touch.fiber.asm@bytes=0", "touch.fiber.asm@bytes=4096"])
    }

    @Test func aRingsPointsAreRows() throws {
        let (_, rows) = try rows(of: ["sweep", "ring", "--tasks", "2,3", "--bytes", "0"])
        #expect(!rows.isEmpty && names(rows).allSatisfy { $0.hasPrefix("ring.") && $0.contains("tasks=") })
    }

    /// Two seconds a row would be more on a machine on which nearly all rows can run.
    @Test func everythingIsToTakeLessThanTenMinutes() throws {
        let ended = Command.run(
            [Command.toll, "run", "all", "--output", scratch.file("all.json")], cue: "can run here",
            meanwhile: { kill($0, SIGINT) })
        let words = ended.errors.split(separator: "\n").first?.split(separator: " ").map(String.init) ?? []
        let about = try #require(words.firstIndex(of: "about"), "\(ended.errors)")
        let number = try #require(Int(words[about + 1]), "\(ended.errors)")
        #expect(words[about + 2].hasPrefix("minute") ? number < 10 : number >= 60, "\(ended.errors)")
    }

    @Test func aSweepThatIsNoneIsNamed() {
        let ended = Command.run([Command.toll, "sweep", "nonsense"])
        #expect(ended.status != 0 && ended.output.isEmpty)
        #expect(ended.errors.contains("no sweep is called 'nonsense'"))
        let axis = Command.run([Command.toll, "sweep", "touch", "--colour", "1"])
        #expect(axis.status != 0 && axis.errors.contains("'--colour' is no axis of the sweep touch"))
    }

    /// A pair on one CPU there always is; every other placement gives rows or says why not.
    @Test func aPlacementGivesRowsOrItsReason() throws {
        let (ended, rows) = try rows(of: ["run", "switch.pipe.process", "--placement", "same,sibling,llc,remote"])
        let cpus = names(rows).map { name in name.split { "=,@".contains($0) }.filter { Int($0) != nil } }
        #expect(cpus.contains { $0.count == 2 && $0[0] == $0[1] })
        for placement in ["sibling", "llc", "remote"] {
            let isSkipped = ended.errors.contains("placement \(placement) skipped: ")
            #expect(isSkipped || cpus.contains { $0.count == 2 && $0[0] != $0[1] }, "\(placement): \(ended.errors)")
        }
    }

    @Test func aMatrixHasEveryPair() throws {
        let (ended, rows) = try rows(of: ["matrix"])
        let cpus = Set(names(rows).flatMap { $0.split { "=,@".contains($0) }.compactMap { Int($0) } })
        #expect(rows.count == cpus.count * cpus.count)
        let lines = ended.output.split(separator: "\n")
        #expect(lines.first?.hasPrefix("CPU") == true && lines.count > cpus.count)
    }

    @Test func aDistributionIsKept() throws {
        let (_, rows) = try rows(of: ["run", "switch.pipe.process", "syscall.vdso", "--distribution"])
        func row(_ name: String) throws -> [String: Any] {
            try #require(rows.first { $0["name"] as? String == name })
        }
        let tail = try #require(try row("switch.pipe.process")["tail"] as? [String: Any])
        let all = try #require(tail["percentiles"] as? [Any])
        let percentiles = all.compactMap { $0 as? Double }
        // What so few samples do not carry is null, and stands behind what they do.
        #expect(all.count == 5 && all.dropFirst(percentiles.count).allSatisfy { $0 is NSNull }, "\(all)")
        #expect(percentiles.count >= 2 && percentiles == percentiles.sorted())
        #expect(try #require(tail["longest"] as? Double) >= percentiles[percentiles.count - 1] * 0.999)
        #expect(try #require(tail["samples"] as? Int) >= 64)
        // What is shorter than twenty readings of the clock is not timed one by one, and says so.
        let short = try row("syscall.vdso")
        #expect(short["tail"] is NSNull)
        #expect((short["notes"] as? [String])?.contains("too short to be timed one by one") == true)
    }

    /// Each line of the bill of a run that has its rows is there, with its interval; what else it would need is said.
    @Test func aBillHasItsLines() throws {
        let path = scratch.file("bill.json")
        _ = Command.run(
            [Command.toll, "run", "syscall.enosys", "switch.yield", "switch.pipe.process", "switch.pipe.process.raw"]
                + ["switch.pipe.thread.raw", "--output", path, "--budget", "1500ms", "--launches", "2"])
        let ended = Command.run([Command.toll, "explain", path, "--json"])
        #expect(ended.status == 0, "\(ended.errors)")
        let bill = try #require(
            try JSONSerialization.jsonObject(with: Data(ended.output.utf8)) as? [String: Any])
        let parts = try #require(bill["parts"] as? [[String: Any]])
        let others = try ["whole", "unexplained"].map { try #require(bill[$0] as? [String: Any]) }
        #expect(parts.count == 6)
        for line in parts + others {
            // On a crowded machine a row may be INVALID, and its line then says so.
            guard let cost = line["nanoseconds"] as? [String: Any] else {
                #expect((line["reason"] as? String)?.isEmpty == false, "\(line)")
                continue
            }
            let (low, high) = (cost["low"] as? Double ?? .nan, cost["high"] as? Double ?? .nan)
            #expect(low <= high, "\(line)")
        }
        let extras = try #require(bill["extras"] as? [[String: Any]])
        #expect(!extras.isEmpty && extras.allSatisfy { ($0["reason"] as? String)?.contains("toll run") == true })
    }
}
