import Support
import Testing

/// The sentinel's loops in the release program: one of each, at the beginning of a cache line, read in one place.
///
/// Of two copies one would lie across a line and be a fifth slower, and readings could not be compared with each other.
@Suite struct SentinelLoopTests {
    /// Every line of the program that names a loop of the sentinel, behind the name of the function that it stands in.
    private static let lines: Result<[Line], any Error> = Result {
        let program: String = try #require(LoopTests.program)
        let disassembler: String = try #require(LoopTests.disassembler)
        let filter = #"/^[0-9a-f]+ </ { name = $2 } /k_sentinel/ { print name "|" $0 }"#
        let ended = Command.run(["sh", "-c", "'\(disassembler)' -d --no-show-raw-insn '\(program)' | awk '\(filter)'"])
        return ended.output.split(separator: "\n").compactMap(Line.init)
    }

    @Test(
        .enabled(if: LoopTests.isPossible, LoopTests.lacking),
        arguments: [
            ("k_sentinel_multiplies", 1), ("k_sentinel_adds", 1), ("k_sentinel_steps", 1), ("k_sentinel_jumps", 16),
        ])
    func eachLoopIsThereOnceAndBeginsALine(name: String, count: Int) throws {
        let lines = try Self.lines.get()
        let copies = lines.filter { $0.isHead && $0.function.hasPrefix("<\(name)") }
        #expect(copies.map(\.function) == ["<\(name)>:"])
        let jumps = lines.filter { $0.function == "<\(name)>:" && !$0.isHead }
        try #require(jumps.count == count, "\(jumps)")
        for jump in jumps { #expect(try #require(jump.target) % 64 == 0, "\(jump.text)") }
        // The last one goes back.
        let last = jumps[count - 1]
        #expect(try #require(last.target) < last.address)
    }

    @Test(.enabled(if: LoopTests.isPossible, LoopTests.lacking))
    func readingsAreTakenInOnePlace() throws {
        let lines = try Self.lines.get()
        func callers(of name: String) -> [String] {
            // Only calls: a linker jumps over what it fills the space before an aligned function with.
            lines.filter { line in
                !line.isHead && line.text.contains("<\(name)>")
                    && ["call", "bl"].contains { line.text.contains("\t\($0)") || line.text.contains(" \($0) ") }
            }.map(\.function)
        }
        let adds = callers(of: "k_sentinel_adds")
        // Once to fetch the loop, and once to time it.
        try #require(adds.count == 2 && adds[0] == adds[1], "\(adds)")
        #expect(adds[0].contains("Clock") && adds[0].contains("timedSentinel"))
        #expect(callers(of: "k_sentinel_jumps") == adds)
        let multiplies = callers(of: "k_sentinel_multiplies")
        #expect(multiplies.count { $0 == adds[0] } == 2)
        // Beside it, the clock is calibrated by the same loop, and requests that compute are made of it.
        let others = multiplies.filter { $0 != adds[0] && !$0.contains("6Probes") } + callers(of: "k_sentinel_steps")
        for caller in others {
            #expect(caller.contains("CoreClock") && caller.contains("calibrated"))
        }
        #expect(!callers(of: "k_sentinel_steps").isEmpty)
    }

    /// A line of a disassembler that names a loop.
    struct Line {
        /// The function's name as it stands at its head, `<name>:`.
        var function: String
        var text: String

        init?(_ line: Substring) {
            let halves = line.split(separator: "|", maxSplits: 1)
            guard halves.count == 2 else { return nil }
            (function, text) = (String(halves[0]), String(halves[1]))
        }

        /// Whether it is the function's head and no instruction.
        var isHead: Bool { text.hasSuffix(">:") }

        var address: UInt64 { UInt64(text.drop { $0 == " " }.prefix { $0.isHexDigit }, radix: 16) ?? 0 }

        /// Where a jump or a call goes: the number before the name.
        var target: UInt64? {
            guard let word = text.split(separator: "<").first?.split(separator: " ").last?.split(separator: "\t").last
            else { return nil }
            return UInt64(word.hasPrefix("0x") ? word.dropFirst(2) : word, radix: 16)
        }
    }

    @Test(arguments: [
        "<k_sentinel_adds>:|  32bdf3:\tjne    32bdc0 <k_sentinel_adds+0x40>",
        "<k_sentinel_adds>:|  32bdf3:\tjne\t0x32bdc0 <k_sentinel_adds+0x40>",
        "<k_sentinel_adds>:|   32bdf3:\tb.ne\t32bdc0 <k_sentinel_adds+0x40>  // b.any",
    ])
    func aJumpIsUnderstood(text: String) throws {
        let line = try #require(Line(text[...]))
        #expect(line.function == "<k_sentinel_adds>:" && !line.isHead)
        #expect(line.address == 0x32bdf3 && line.target == 0x32bdc0)
        #expect(try #require(Line("<k_sentinel_adds>:|000000000032bd80 <k_sentinel_adds>:")).isHead)
    }
}
