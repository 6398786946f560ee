import Results
import Sampling
import Support
import Testing

/// What people read, and how it looks where.
@Suite struct TextTests {
    private let scratch = Scratch()

    @Test func theTableOfAResult() throws {
        let path = try FixtureResult.write(in: scratch)
        for (name, words) in [("show.txt", ["show", path]), ("show-verbose.txt", ["show", "--verbose", path])] {
            let ended = Command.run([Command.toll] + words)
            #expect(ended.status == 0 && ended.errors == "")
            assertSnapshot(ended.output, name)
        }
    }

    /// Whether a run came to its end stands wherever its result is shown. A file from before that was told says
    /// nothing.
    @Test func aRunThatDidNotFinishSaysSo() throws {
        func said(_ name: String, _ change: (inout RunConditions) -> Void) throws -> [Bool] {
            var file = FixtureResult.file
            change(&file.run)
            let path = scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: name + ".json")
            let commands = [
                ["show"], ["claims"], ["claims", "--json"], ["compare", path], ["compare", path, "--markdown"],
                ["compare", path, "--json"],
            ]
            return commands.map { words in
                Command.run([Command.toll] + words + [path]).output.replacing("\n", with: " ").contains(
                    "did not finish")
            }
        }
        #expect(try said("old") { $0.wasFinished = nil }.allSatisfy { !$0 })
        #expect(try said("whole") { $0.wasFinished = true }.allSatisfy { !$0 })
        #expect(try said("killed") { $0.wasFinished = false }.allSatisfy(\.self))
        #expect(try said("interrupted") { $0.wasInterrupted = true }.allSatisfy(\.self))
    }

    /// A neighbour on the core may be a task of this very machine, which its user can end.
    @Test func otherTasksOnOtherCPUsAreNamed() throws {
        func said(_ elsewhere: Double?) throws -> Bool {
            var file = FixtureResult.file
            file.run.foreignElsewhere = elsewhere
            let path = scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: "elsewhere.json")
            return Command.run([Command.toll, "show", path]).output.replacing("\n    ", with: " ").contains(
                "other tasks used 0.93 CPUs' worth of time on other CPUs, which may share CPU 1's core")
        }
        #expect(try said(0.93))
        #expect(try !said(0.04) && !said(nil))
    }

    /// A line each, which fits a terminal of 80 columns; in full with their names, or all of them.
    @Test func claimsAreALineEachOrInFull() throws {
        let path = try FixtureResult.write(in: scratch)
        func lines(_ words: [String]) -> [Substring] {
            let ended = Command.run([Command.toll, "claims"] + words)
            #expect(ended.status == 0 && ended.errors == "", "\(ended.errors)")
            return ended.output.split(separator: "\n")
        }
        let table = lines([path])
        #expect(table.first == "claim                 2007     here  factor  verdict")
        #expect(table.prefix { !$0.hasPrefix("factor:") }.allSatisfy { $0.count <= 80 })
        #expect(table.contains("null-syscall        100 ns  93.4 ns   0.93×  holds"))
        // Those that wait for a run are counted in one line; together they are all.
        let last = table.last ?? ""
        let waiting = last.prefix { $0.isNumber }
        #expect(
            last == "\(waiting) more need other rows: 'toll judge' measures them, in about 5 minutes.", "\(last)")
        let shown = table.dropFirst().prefix { !$0.hasPrefix("factor:") }
        #expect(!shown.contains { $0.hasSuffix("needs a run") })
        let all = lines(["-v", path])
        #expect(shown.count + (Int(waiting) ?? 0) == all.count { $0.hasPrefix("  claim ") })
        #expect(!all.contains { $0.contains("more need") })
        let one = lines(["null-syscall", path])
        #expect(one.first == "null-syscall" && one.count < 30)
        for head in ["claim", "here", "verdict", "why", "rule", "fair", "but"] {
            #expect(one.contains { $0.hasPrefix("  \(head) ") }, "\(head)")
        }
        #expect(one.contains("  here    93.4 ns, 0.93× the 2007 figure"))
        #expect(lines([path, "order", "pid-order"]).filter { !$0.hasPrefix(" ") }.prefix(2) == ["order", "pid-order"])
        #expect(lines(["-v", path]).count > 200)
        let wrong = Command.run([Command.toll, "claims", "pid-ordre", "process-swich"])
        #expect(wrong.status != 0)
        #expect(wrong.errors.contains("'pid-ordre' and 'process-swich' are no claims"))
    }

    @Test func helpNamesEveryCommand() {
        let help = Command.run([Command.toll, "--help"])
        #expect(help.status == 0)
        for name in ["list", "run", "show", "claims", "judge", "machine", "doctor"] {
            #expect(help.output.contains("\n  \(name) "), "\(name)")
            let own = Command.run([Command.toll, name, "--help"])
            #expect(own.status == 0)
            #expect(own.output.hasPrefix("OVERVIEW: "))
            #expect(own.output.contains("USAGE: toll \(name)"))
        }
        // What only toll itself calls is not for people.
        #expect(!help.output.contains("worker"))
    }

    @Test func helpOfRunNamesEveryOption() {
        let help = Command.run([Command.toll, "run", "--help"]).output
        for option in ["--output", "--budget", "--overtime", "--precision", "--cpu", "--launches", "--seed"] {
            #expect(help.contains(option), "\(option)")
        }
    }

    @Test(.enabled(if: Command.has("script"), "wants script(1), which makes a terminal"))
    func coloursAreForTerminalsAlone() throws {
        let path = try FixtureResult.write(in: scratch)
        func show(_ environment: [String: String]) -> String {
            Command.run(
                ["script", "-qec", "\(Command.toll) show \(path)", "/dev/null"],
                environment: ["TERM": "xterm"].merging(environment) { $1 }
            ).output
        }
        let escape = "\u{1B}["
        #expect(show([:]).contains(escape))
        #expect(!show(["NO_COLOR": "1"]).contains(escape))
        // The convention: set but empty counts as not set.
        #expect(show(["NO_COLOR": ""]).contains(escape))
        #expect(!show(["TERM": "dumb"]).contains(escape))
        #expect(!Command.run([Command.toll, "show", path], environment: ["TERM": "xterm"]).output.contains(escape))
    }
}
