import Glibc
import Results
import Sampling
import Support
import Testing

/// What a person types, and what strange files hold, moves no cursor and reaches no other place than it should.
@Suite struct EchoTests {
    private let scratch = Scratch()
    private static let evil = "a\u{1B}[31m\u{9B}2J\u{202E}\u{2028}\u{7}z"

    private static func isPlain(_ text: String) -> Bool {
        text.unicodeScalars.allSatisfy { scalar in
            switch scalar.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: scalar == "\n"
            default: true
            }
        }
    }

    @Test(arguments: [
        ["list", evil], ["run", evil], ["run", "--placement", evil], ["run", "--cpu", evil], ["run", "--budget", evil],
        ["run", "syscall.null.raw", "--events", evil], ["events", evil], ["sweep", evil], ["show", evil],
        ["show", "@" + evil], ["export", "--format", evil], ["export", "--format", "csv", evil], ["claims", evil],
        ["judge", evil], ["explain", evil], ["compare", evil, evil], ["plot", evil], ["report", evil], [evil],
        ["run", "--" + evil], ["show", "-" + evil], ["worker", evil],
    ])
    func wordsComeBackEscaped(_ words: [String]) {
        let ended = Command.run([Command.toll] + words, environment: ["XDG_DATA_HOME": scratch.path], seconds: 20)
        #expect(ended.status != 0 && ended.signal == nil && !ended.errors.isEmpty, "\(words)")
        #expect(Self.isPlain(ended.errors) && Self.isPlain(ended.output), "\(ended.errors.debugDescription)")
    }

    /// JSON may hold such characters as they are; for a terminal they are escapes, and mean the same.
    @Test func jsonIsPlainAndMeansTheSame() throws {
        var file = FixtureResult.file
        file.records[0].operation = Self.evil
        let path = scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: "evil.json")
        for words in [["show", "--json", path], ["export", "--format", "jsonl", path]] {
            let ended = Command.run([Command.toll] + words)
            #expect(ended.status == 0 && Self.isPlain(ended.output) && ended.output.contains("\\u202e"))
        }
    }

    @Test func aResultThroughAPipe() throws {
        let path = try FixtureResult.write(in: scratch)
        let plain = Command.run([Command.toll, "show", path]).output
        for script in ["\(Command.toll) show <(cat \(path))", "cat \(path) | \(Command.toll) show /dev/stdin"] {
            let ended = Command.run(["bash", "-c", script])
            #expect(ended.status == 0 && ended.output == plain, "\(script): \(ended.errors)")
        }
    }

    /// What was ignored when toll was started does not end it.
    @Test func whatNohupIgnoresStaysIgnored() {
        let toll = scratch.program("toll")
        let ended = Command.run(
            [
                "sh", "-c",
                "trap '' HUP INT; exec \(toll) run syscall.null.raw --budget 3s --launches 1 -o \(scratch.file("r"))",
            ], cue: "launch 1"
        ) {
            kill($0, SIGHUP)
            kill($0, SIGINT)
        }
        #expect(ended.status == 0, "\(ended.errors)")
        #expect(Processes.left(of: toll) == [])
    }

    @Test(arguments: ["-9223372036854775808", "0", "9223372036854775807", "3"])
    func aBaselineThatIsNone(_ number: String) throws {
        let path = try FixtureResult.write(in: scratch)
        let ended = Command.run([Command.toll, "compare", "--baseline=\(number)", path, path])
        #expect(ended.status == 1 && ended.errors.hasPrefix("Error: --baseline \(number): no such result"))
    }

    @Test(arguments: ["9223372036854775807", "99999999999", "65536"]) func aCPUThatIsNone(_ cpu: String) {
        let words = ["syscall.null.raw", cpu, "-1", "-1", "1", "ticks", "4607182418800017408", cpu]
        let ended = Command.run([Command.toll, "worker"] + words)
        #expect(ended.signal == nil && ended.status != 0)
    }
}
