import Machine
import Results
import Sampling
import Support
import Testing

/// Every table at several widths: no line is longer, and no word is broken.
@Suite struct WidthTests {
    private let scratch = Scratch()
    private static let widths = [60, 80, 100, 160]

    /// The fixture with tails, events and connections: every table that a result may have.
    private var rich: ResultFile {
        var file = FixtureResult.file
        var tail = Distribution(
            operationsPerSample: 2, values: [4100, 4500, 9000, 120_000], counts: [90_000, 9000, 1100, 3])
        (tail.inFlight, tail.interval) = (10, 44_000)
        file.records[1].distribution = tail
        file.records[3].facts = [.connections: 100, .inFlight: 10, .serverCPU: 1900]
        file.run.coreClock = nil
        file.run.noCycles = "the sentinel's cycles are not known on this processor"
        return file
    }

    private func written(_ file: ResultFile, to name: String) throws -> String {
        scratch.write(String(decoding: try file.encoded(), as: UTF8.self), to: name + ".json")
    }

    private func output(_ words: [String], _ width: Int) -> String {
        let ended = Command.run(
            [Command.toll] + words, environment: ["COLUMNS": "\(width)", "XDG_DATA_HOME": scratch.path])
        #expect(ended.status == 0, "\(words): \(ended.errors)")
        return ended.output
    }

    /// Words of a table, but for names that were shortened and the columns that are named as left out.
    private func words(_ text: String) -> Set<Substring> {
        let lines = text.split(separator: "\n").filter { !$0.hasPrefix("no room for: ") }
        // What is drawn has as many characters as there is room for.
        let isWord = { (word: Substring) in !word.contains("…") && word.contains { $0.isLetter || $0.isNumber } }
        return Set(lines.flatMap { $0.split { " ;@,".contains($0) } }.filter(isWord))
    }

    /// The lines of a command at each width, held against the width and against what it prints without a limit.
    private func checked(_ words: [String], at width: Int) -> String {
        let text = output(words, width)
        for line in text.split(separator: "\n") {
            // A word that is longer than the line is not broken: a path, a command.
            #expect(line.count <= width || !line.drop { $0 == " " }.contains(" "), "\(words) at \(width): \(line)")
        }
        let broken = self.words(text).subtracting(self.words(output(words, 1000)))
        #expect(broken.isEmpty, "\(words) at \(width): \(broken)")
        return text
    }

    @Test(arguments: widths) func tablesOfResults(_ width: Int) throws {
        let a = try written(rich, to: "a")
        var other = rich
        other.records.removeLast()
        other.machine["kernel.release"] = .text("6.19.0")
        for launch in other.records[1].launches.indices {
            other.records[1].launches[launch].times = other.records[1].launches[launch].times.map { $0 * 6 / 5 }
        }
        let b = try written(other, to: "another-machine-with-a-long-name")
        let commands = [
            ["show", a], ["show", "-v", a], ["show", "--cycles", a], ["compare", a, b], ["compare", "-v", a, b],
            ["compare", a, b, a, b, "@molnar-2007", "@boost-context", "@hedayati"], ["show", "@molnar-2007"],
            ["spread", a, b],
        ]
        assertSnapshot(session(commands, at: width), "tables-\(width).txt")
        // What these say changes with the ledger.
        for words in [["claims", a], ["claims", "null-syscall", a], ["explain", a]] { _ = checked(words, at: width) }
    }

    /// The commands and what they print, one after the other.
    private func session(_ commands: [[String]], at width: Int) -> String {
        commands.map { words in
            let shown = words.map { $0.hasPrefix(scratch.path) ? String($0.dropFirst(scratch.path.count + 1)) : $0 }
            return "$ toll \(shown.joined(separator: " "))\n" + checked(words, at: width) + "\n"
        }.joined()
    }

    /// Layers and a matrix, as the commands that measure them print them.
    private func special() throws -> [[String]] {
        let layers: [(RowName, Double, Double)] = [
            ("tax.bare.null", 80, 80), ("tax.seccomp.docker.null", 160, 80), ("tax.ptrace.null", 6200, 80),
            ("tax.seccomp.stack.null@filters=8", 290, 80), ("tax.bare.hop", 2000, 2000),
            ("tax.landlock.hop", 2010, 2000),
        ]
        let tax = layers.map {
            FixtureResult.record($0, does: [.syscalls: 1], nanoseconds: $1, baseline: $2, net: "the layer")
        }
        let pairs = (0..<6).flatMap { cpu in (0..<6).map { (cpu, $0) } }
        let matrix = pairs.map { cpu, partner in
            FixtureResult.record(
                "switch.pipe.process@cpu=\(cpu),partner=\(partner),idle=0", does: [.contextSwitches: 1],
                nanoseconds: cpu == partner ? 2200 : 9000 + Double(cpu * partner) * 100)
        }
        let sweep = [1, 100, 10_000].map { connections in
            FixtureResult.record(
                "io.epoll.state@connections=\(connections),in-flight=10,message=64,transport=1", does: [.syscalls: 3],
                nanoseconds: 2400 + Double(connections), baseline: 900, net: "the service")
        }
        return try [("tax", tax), ("matrix", matrix), ("sweep", sweep)].map { name, records in
            ["show", try written(FixtureResult.file(of: records), to: name)]
        }
    }

    /// Layers, pairs of CPUs, sweeps, stored results, many machines and a row over time.
    @Test(arguments: widths) func tablesOfManyResults(_ width: Int) throws {
        let shown = try special()
        let folder = scratch.path + "/toll/results"
        _ = Command.run(["mkdir", "-p", folder])
        for day in 0..<6 {
            var file = FixtureResult.file
            file.machine["cpu.model"] = .text(day == 1 ? "Another Processor" : "A Processor of 64 Cores")
            file.machine["machine.hypervisor"] = .text("KVM")
            file.machine["kernel.release"] = .text(day < 3 ? "6.18.0" : "6.19.1-with-a-long-suffix+deb14-amd64")
            file.machine["mitigation.retbleed"] = .text(day < 5 ? "Vulnerable" : "Mitigation: untrained return thunk")
            file.run.began += Int64(day) * 86_400
            for launch in file.records[1].launches.indices where day == 4 {
                file.records[1].launches[launch].times = file.records[1].launches[launch].times.map { $0 * 6 / 5 }
            }
            if day == 2 { file.records.remove(at: 1) }
            _ = try written(file, to: "toll/results/night-\(day)")
            _ = Command.run(["touch", "-d", "@\(1_700_000_000 + day)", "\(folder)/night-\(day).json"])
        }
        let commands = [
            ["results"], ["results", "--references"], ["compare", folder], ["history", "switch.pipe.process"],
            ["history", "--net", "switch.pipe.process", "night-3", "night-4"],
        ]
        assertSnapshot(session(shown + commands, at: width), "many-\(width).txt")
    }

    /// What they say depends on the machine.
    @Test(arguments: widths) func tablesOfTheMachine(_ width: Int) {
        for words in [
            ["list"], ["list", "-v", "io.epoll"], ["list", "--as", "lmbench"], ["sweep"], ["machine"], ["events"],
        ] { _ = checked(words, at: width) }
        // The load is another each time.
        for line in output(["doctor"], width).split(separator: "\n") {
            #expect(line.count <= width || !line.drop { $0 == " " || $0 == "→" }.contains(" "), "\(line)")
        }
    }

    @Test func withoutATerminalLinesHave100Characters() throws {
        let path = try written(rich, to: "a")
        let text = Command.run([Command.toll, "show", "-v", path]).output
        #expect(text == output(["show", "-v", path], 100))
        // What is no width is passed over.
        for width in ["", "0", "-5", "many", "3"] {
            #expect(Command.run([Command.toll, "show", "-v", path], environment: ["COLUMNS": width]).output == text)
        }
    }

    @Test func colours() throws {
        let path = try written(rich, to: "a")
        func hasColour(_ words: [String], _ environment: [String: String] = [:]) -> Bool {
            Command.run(
                [Command.toll, "show", path] + words, environment: environment.merging(["TERM": "xterm"]) { $1 }
            ).output.contains("\u{1B}[")
        }
        #expect(hasColour(["--color=always"]) && hasColour(["--color", "always"], ["NO_COLOR": "1"]))
        #expect(!hasColour(["--color=never"]) && !hasColour(["--color=auto"]) && !hasColour([]))
        let ended = Command.run([Command.toll, "show", path, "--color=red"])
        #expect(ended.status != 0 && ended.errors.contains("--color"))
    }
}
