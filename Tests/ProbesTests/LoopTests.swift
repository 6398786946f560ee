import Glibc
import Support
import Testing

/// The compiled loops of the release build, taken apart: what lies between two operations is the loop and nothing else.
@Suite struct LoopTests {
    /// The program of the release build, or of the build under test where that is one.
    static let program: String? = {
        let folder = Command.folder
        let path: String = folder.hasSuffix("/release") ? "\(folder)/toll" : "\(folder)/../release/toll"
        return access(path, R_OK) == 0 ? path : nil
    }()

    static let disassembler: String? = {
        if Command.has("objdump") { return "objdump" }
        if Command.has("llvm-objdump") { return "llvm-objdump" }
        let compiler = Command.run(["sh", "-c", "dirname \"$(readlink -f \"$(command -v swift)\")\""]).output
        let beside: String = compiler.filter { $0 != "\n" } + "/llvm-objdump"
        return access(beside, X_OK) == 0 ? beside : nil
    }()

    static let isPossible = program != nil && disassembler != nil
    static let lacking: Comment =
        program == nil ? "there is no release build: make build" : "there is no objdump"

    @Test(.enabled(if: isPossible, lacking))
    func theNullSystemCallIsFourInstructions() throws {
        let loop = try Self.loop(of: "$s6Probes12nullSyscallsyySiF")
        #expect(loop.count <= 4, "the loop is now: \(loop.joined(separator: "; "))")
        #expect(loop.contains { $0.hasPrefix("syscall") || $0.hasPrefix("svc") }, "\(loop)")
    }

    @Test(.enabled(if: isPossible, lacking))
    func theEmptyLoopIsNothingButTheLoop() throws {
        let loop = try Self.loop(of: "$s6Probes15emptyIterationsyySiF")
        #expect(loop.count <= 3, "the loop is now: \(loop.joined(separator: "; "))")
    }

    /// The instructions from the head of the function's one loop to the jump back to it.
    private static func loop(of symbol: String) throws -> [String] {
        let program: String = try #require(Self.program)
        let disassembler: String = try #require(Self.disassembler)
        let option = disassembler.hasSuffix("llvm-objdump") ? "--disassemble-symbols=" : "--disassemble="
        let ended = Command.run([disassembler, "--no-show-raw-insn", option + symbol, program])
        let code = Disassembly(ended.output)
        try #require(!code.instructions.isEmpty, "\(symbol) is not in the program; \(ended.errors)")
        let loops = code.loops
        try #require(loops.count == 1, "\(symbol) has \(loops.count) loops: \(code.instructions)")
        return loops[0]
    }
}

/// The text of a disassembler.
struct Disassembly {
    /// Instructions with their addresses.
    var instructions: [(address: UInt64, text: String)] = []

    init(_ text: String) {
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            guard parts.count == 2, let address = UInt64(parts[0].drop { $0 == " " }, radix: 16) else { continue }
            let words = parts[1].split { $0 == " " || $0 == "\t" }
            guard !words.isEmpty else { continue }
            instructions.append((address, words.joined(separator: " ")))
        }
    }

    /// Each stretch from the target of a jump back to that jump.
    var loops: [[String]] {
        instructions.compactMap { jump in
            let words = jump.text.split(separator: " ")
            let isJump =
                words[0].hasPrefix("j") || words[0].hasPrefix("b.") || words[0] == "b" || words[0].hasPrefix("cb")
            guard isJump else { return nil }
            let numbers = words.dropFirst().compactMap { word in
                UInt64(word.hasPrefix("0x") ? word.dropFirst(2) : word[...], radix: 16)
            }
            guard let target = numbers.last, target <= jump.address,
                instructions.contains(where: { $0.address == target })
            else { return nil }
            return instructions.filter { target <= $0.address && $0.address <= jump.address }.map(\.text)
        }
    }
}

@Suite struct DisassemblyTests {
    @Test func aLoopIsFoundInTheTextOfADisassembler() {
        let text = """
            toll:     file format elf64-x86-64

            0000000000401000 <f>:
              401000:\ttest   %rdi,%rdi
              401003:\tje     401011 <f+0x11>
              401005:\tmov    $0x6e,%eax
              40100a:\tsyscall
              40100c:\tdec    %rdi
              40100f:\tjne    401005 <f+0x5>
              401011:\tret
            """
        #expect(Disassembly(text).loops == [["mov $0x6e,%eax", "syscall", "dec %rdi", "jne 401005 <f+0x5>"]])
    }
}
