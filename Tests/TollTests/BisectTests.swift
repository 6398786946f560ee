import Results
import Sampling
import Support
import Testing

/// What `git bisect run` gets to hear, and the table for a mail.
@Suite struct BisectTests {
    private let scratch = Scratch()

    private func written(_ factor: Double, to name: String) throws -> String {
        var result = FixtureResult.file
        for row in result.records.indices {
            for launch in result.records[row].launches.indices {
                let times = result.records[row].launches[launch].times
                result.records[row].launches[launch].times = times.map { Int64(Double($0) * factor) }
            }
        }
        return scratch.write(String(decoding: try result.encoded(), as: UTF8.self), to: name)
    }

    private func bisect(_ words: String...) -> Command { Command.run([Command.toll, "bisect"] + words) }

    @Test func theStatusIsWhatGitTakesItFor() throws {
        let (base, worse) = (try written(1, to: "base.json"), try written(1.2, to: "worse.json"))
        func status(_ row: String, _ threshold: String, _ result: String) -> Int32? {
            bisect("--row", row, "--than", base, "--threshold", threshold, result).status
        }
        #expect(status("syscall.null.raw", "3%", base) == 0)
        #expect(status("syscall.null.raw", "3%", worse) == 1)
        #expect(status("syscall.null.raw", "30%", worse) == 0)
        // The interval lies on both sides, or there is no figure.
        #expect(status("syscall.null.raw", "20%", worse) == 125)
        #expect(status("switch.yield.thread", "3%", worse) == 125, "INVALID in both")
        #expect(status("no.such.row", "3%", worse) == 125)
        let counted = bisect(
            "--row", "syscall.null.raw", "--than", base, "--threshold", "1%", "--by", "instructions", worse)
        #expect(counted.status == 125 && counted.output.contains("instructions were not counted"), "\(counted)")
    }

    /// Any other status below 128 would be taken for "bad", and send the bisection the wrong way.
    @Test func whatIsWrongEndsTheBisection() throws {
        let base = try written(1, to: "base.json")
        let all = ["--row", "syscall.null.raw", "--than", base, "--threshold", "3%"]
        for words in [
            ["--row", "syscall.null.raw", "--than", scratch.file("none"), "--threshold", "3%", base],
            all + ["--nonsense"], Array(all.dropLast(2)), all.dropLast() + ["much", base], all + [scratch.file("none")],
        ] {
            let ended = Command.run([Command.toll, "bisect"] + words)
            #expect(ended.status == 128 && !ended.errors.isEmpty, "\(words): \(ended)")
        }
        #expect(bisect("--help").status == 0)
    }

    @Test func aMailHas72Columns() throws {
        let (a, b) = (try written(1, to: "a.json"), try written(1.2, to: "b.json"))
        let ended = Command.run([Command.toll, "compare", "--mail", a, b])
        #expect(ended.status == 0 && ended.errors == "")
        #expect(ended.output.split(separator: "\n").allSatisfy { $0.count <= 72 }, "\(ended.output)")
        #expect(ended.output.utf8.allSatisfy { $0 < 128 }, "\(ended.output)")
        for part in ["base  patched  change", "+20 %", "Counted by the kernel", "patched: Linux 6.18.0"] {
            #expect(ended.output.contains(part), "\(part): \(ended.output)")
        }
        #expect(Command.run([Command.toll, "compare", "--mail", a, b, a]).status != 0)
    }
}
