import Foundation
import Glibc
import Results
import Support
import Testing

/// What a person gets wrong costs one clear line on stderr and a status that is not 0.
@Suite struct ErrorTests {
    private let scratch = Scratch()

    private func complaint(_ words: [String]) -> String {
        let ended = Command.run([Command.toll] + words, environment: ["XDG_DATA_HOME": scratch.path])
        #expect((ended.status ?? 0) != 0, "\(words)")
        #expect(ended.signal == nil, "\(words)")
        #expect(ended.output == "", "\(words)")
        return ended.errors
    }

    /// The one line that is the complaint; how a command is used may stand below it.
    private func line(_ words: [String]) -> String {
        let errors = complaint(words)
        let lines = errors.split(separator: "\n")
        #expect(errors.hasPrefix("Error: "), "\(words): \(errors)")
        #expect(
            lines.dropFirst().allSatisfy { line in
                ["Usage:", "Help:", "  See", "   "].contains { line.hasPrefix($0) }
            }, "\(words): \(errors)")
        return lines.first.map(String.init) ?? ""
    }

    @Test func unknownPatterns() {
        #expect(line(["list", "switch.pip"]).contains("did you mean 'switch.pipe'?"))
        #expect(line(["run", "sycall.null.raw"]).contains("did you mean 'syscall.null.raw'?"))
        #expect(line(["run", "quite.something.else.entirely"]).contains("'toll list' shows all"))
        #expect(!line(["run", "nosuch"]).contains("did you mean"))
    }

    @Test func unknownLayersAndOperations() {
        #expect(line(["tax", "secomp"]).contains("did you mean 'seccomp'?"))
        #expect(line(["tax", "nosuchlayer"]).contains("no layer is called 'nosuchlayer'"))
        #expect(line(["tax", "trap", "--operations", "close"]).contains("'close' is no operation"))
        #expect(line(["tax", "sysemu", "--operations", "hop"]).contains("none of these layers has such an operation"))
        #expect(line(["tax", "--stack", "podman"]).contains("there are agent, docker, systemd-hardened"))
        #expect(line(["tax", "trap", "--here"]).contains("--here finds the layers itself"))
        #expect(line(["tax", "seccomp.stack@filters=99"]).contains("filters=99: wants 1 to 32"))
    }

    @Test(arguments: ["soon", "-3s", "0s", "1e400s", "3 parsecs", "nan", "31d", ""])
    func badBudgets(_ text: String) { #expect(line(["run", "harness.empty", "--budget=\(text)"]).contains("budget")) }

    @Test(arguments: ["0%", "100%", "-1%", "many", "nan"])
    func badPrecisions(_ text: String) {
        #expect(line(["run", "harness.empty", "--precision=\(text)"]).contains("precision"))
    }

    @Test func badNumbers() {
        #expect(line(["run", "harness.empty", "--launches", "0"]).contains("--launches"))
        #expect(line(["run", "harness.empty", "--launches", "1001"]).contains("--launches"))
        #expect(line(["run", "harness.empty", "--cpu", "99999"]).contains("CPU 99999"))
        #expect(line(["run", "harness.empty", "--cpu=-1"]).contains("CPU -1"))
        #expect(line(["run", "harness.empty", "--seed=-1"]).contains("seed"))
    }

    /// A matrix of fewer CPUs than were asked for would pass for the whole.
    @Test func cpusThatMayNotBeUsed() {
        #expect(
            line(["matrix", "--cpus", "60000-60002"]).contains("CPUs 60000-60002 may not be used here; these may: "))
        #expect(line(["matrix", "--cpus", "0-1,60000"]).contains("60000 may not be used here"))
        for list in [",", "x", "3-1", "0-9223372036854775807", "-1"] {
            #expect(line(["matrix", "--cpus=" + list]).contains("'\(list)' names no CPUs: write 0-3,8"), "\(list)")
        }
    }

    @Test func filesThatAreNone() {
        #expect(line(["show"]).contains("there is no result yet: 'toll run' makes one"))
        #expect(line(["show", "/nonexistent/x.json"]).contains("there is no file '/nonexistent/x.json'"))
        #expect(line(["show", scratch.path]).contains("it is not a file"))
        #expect(line(["show", "/dev/null"]).contains("it is not a file"))
        #expect(line(["show", "/dev/zero"]).contains("it is not a file"))
        let pipe = scratch.file("pipe")
        mkfifo(pipe, 0o600)
        #expect(line(["show", pipe]).contains("the file is empty"))
    }

    @Test(arguments: [
        ("", "the file is empty"), ("{\"version\":1", "it is not JSON"), ("hello", "it is not JSON"),
        ("{}", "'version' is missing"), ("[]", "wrong type"), ("{\"version\":3}", "get a newer toll"),
        ("{\"version\":0}", "which never was"), ("{\"version\":1}", "is missing"),
        ("{\"version\":99999999999999999999999999}", ""),
    ])
    func brokenResults(_ text: String, _ words: String) {
        let path = scratch.write(text, to: "broken.json")
        let complaint = line(["show", path])
        #expect(complaint.contains("broken.json: "))
        if !words.isEmpty { #expect(complaint.contains(words), "\(complaint)") }
    }

    /// A result of which every single number was replaced by one that is absurd is read or refused, and ends nothing.
    @Test func absurdResults() throws {
        let text = String(decoding: try FixtureResult.file.encoded(), as: UTF8.self)
        for absurd in ["9223372036854775807", "-9223372036854775808", "1e308", "0", "-1"] {
            for key in [
                "operations", "operationsPerIteration", "iterations", "pairs", "baselineIterations", "budget", "cpu",
                "began", "cpus", "context-switches", "handover", "precision", "seconds", "round", "launches",
            ] {
                let changed = text.replacing(number: key, by: absurd)
                let path = scratch.write(changed, to: "absurd.json")
                for words in [["show", path], ["show", "--json", path]] {
                    let ended = Command.run([Command.toll] + words)
                    #expect(ended.signal == nil && !ended.isLate, "\(key) = \(absurd): \(ended.errors.prefix(300))")
                    #expect(ended.status == 0 || ended.errors.hasPrefix("Error: "), "\(key) = \(absurd)")
                }
            }
        }
    }

    @Test func placesThatCannotBeWrittenTo() {
        #expect(line(["run", "harness.empty", "--budget", "1s", "-o", "/proc/toll/x.json"]).contains("/proc/toll"))
        #expect(line(["run", "harness.empty", "--budget", "1s", "-o", scratch.path]).contains("cannot be written"))
        let file = scratch.write("", to: "file")
        #expect(line(["run", "harness.empty", "--budget", "1s", "-o", file + "/x.json"]).contains("cannot be written"))
        #expect(Processes.names(in: scratch.path).filter { $0.hasSuffix(".part") } == [])
    }

    @Test func anOutputThatTakesNothingIsAnError() {
        let ended = Command.run(["sh", "-c", "exec \(Command.toll) list > /dev/full"])
        #expect(ended.status == 1)
        #expect(ended.errors == "Error: the output cannot be written: No space left on device\n")
        let closed = Command.run(["sh", "-c", "exec \(Command.toll) list >&-"])
        #expect(closed.status == 1)
        #expect(closed.errors == "Error: the output cannot be written: Bad file descriptor\n")
    }

    @Test func aReaderThatLeavesEarlyIsNone() {
        let ended = Command.run([
            "bash", "-c", "\(Command.toll) list --json | head -1; exit ${PIPESTATUS[0]}",
        ])
        #expect(ended.output == "{\n")
        #expect(ended.errors == "")
        // 141: ended by SIGPIPE, as is usual; 0: all had been written before.
        #expect(ended.status == 141 || ended.status == 0)
    }
}

extension String {
    /// Every number behind `"key":` replaced.
    fileprivate func replacing(number key: String, by text: String) -> String {
        var parts: [Substring] = []
        var rest = self[...]
        while let found = rest.range(of: "\"\(key)\":") {
            parts.append(rest[..<found.upperBound])
            rest = rest[found.upperBound...]
            let number = rest.prefix { $0.isNumber || $0 == "-" || $0 == "." }
            parts.append(number.isEmpty ? "" : Substring(text))
            rest = rest.dropFirst(number.count)
        }
        return (parts + [rest]).joined()
    }
}
