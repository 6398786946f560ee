import Machine
import Results
import Sampling
import Testing

@Suite struct ScrubTests {
    private func result() throws -> ResultFile {
        var script = Script([("syscall.null.raw", 100), ("switch.pipe.process", 2000), ("fiber.asm", 4)])
        script.machine = Fingerprint([
            "cpu.model": .text("Scripted 3000"), "kernel.release": .text("6.18.44-of-somebody"),
            "kernel.build": .text("#7 SMP by somebody"), "machine.product": .text("Somebody's 500"),
            "machine.hypervisor": .text("KVM"), "cpu.smt_active": .flag(true), "own.asset_tag": .text("SN-4711"),
        ])
        var result = script.result(seed: 1)
        result.records[1].notes = ["kept in /srv/somebody/x and counted by /proc/stat at 3 MB/s"]
        result.records[2].failure = try decoded(#"{"status":"skipped","reason":"cannot open '/srv/somebody'"}"#)
        return result
    }

    @Test func nothingSaysWhoseMachineItIs() throws {
        let scrubbed = try result().scrubbed
        let text = String(decoding: try scrubbed.encoded(), as: UTF8.self)
        #expect(!text.contains("omebody") && !text.contains("4711"))
        #expect(scrubbed.machine["kernel.release"] == .text("6.18.44"))
        #expect(scrubbed.records[1].notes == ["kept in (a path) and counted by /proc/stat at 3 MB/s"])
        #expect(scrubbed.records[2].reason == "cannot open '(a path)'")
        #expect(scrubbed.beganText == "2023-11-14T00:00:00Z")
    }

    @Test func whatMovesFiguresAndTheFiguresStay() throws {
        let (before, after) = (try result(), try result().scrubbed)
        #expect(after.figures.map(\.cost) == before.figures.map(\.cost))
        #expect(after.figures.map(\.grade) == before.figures.map(\.grade))
        for key in ["cpu.model", "machine.hypervisor", "cpu.smt_active"] {
            #expect(after.machine[key] == before.machine[key])
        }
        #expect(try ResultFile(decoding: after.encoded()).scrubbed == after, "twice is once")
    }
}
