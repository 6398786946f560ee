internal import CKernel
internal import Glibc
internal import Probes

/// A partner that sends each byte back, and the pipes to it.
struct PipePair {
    let partner: Partner
    private let ends: (input: Int32, output: Int32, answer: Int32, ask: Int32)

    init(_ cpu: Int) throws {
        var (there, back): ([Int32], [Int32]) = ([0, 0], [0, 0])
        guard pipe2(&there, O_CLOEXEC) == 0, pipe2(&back, O_CLOEXEC) == 0 else { throw Refusal("no pipe") }
        let (input, output) = (there[0], back[1])
        ends = (input, output, back[0], there[1])
        partner = try Partner(.process, on: cpu) {
            var byte: UInt8 = 0
            while k_read1(input, &byte) == 1, k_write1(output, &byte) == 1 {}
        }
    }

    func bounce(_ n: Int) throws {
        var byte: UInt8 = 0
        for _ in 0..<n where k_write1(ends.ask, &byte) != 1 || k_read1(ends.answer, &byte) != 1 {
            throw OperationFailed("a byte through two pipes")
        }
    }

    func end() {
        partner.end()
        for end in [ends.input, ends.output, ends.answer, ends.ask] { close(end) }
    }
}

/// Two tasks that pass a byte, with the second one on a CPU.
func pipePair(_ cpu: Int) throws -> Rig {
    let pair = try PipePair(cpu)
    return Rig(partners: [pair.partner], finish: pair.end, loop: pair.bounce)
}
