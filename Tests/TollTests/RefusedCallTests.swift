import Glibc
import Support
import Testing

/// Each system call that toll makes refused, one at a time, as filters of containers do: a run ends in time, with
/// figures or with a reason, and nothing stays behind. A few of them are tried each time, and all of them by hand:
/// TOLL_REFUSE_ALL=1 swift test --filter RefusedCallTests.
@Suite(.serialized, .inTurn) struct RefusedCallTests {
    private let scratch = Scratch()

    #if arch(x86_64)
        /// Those without which a few rows cannot be measured, and those that only some rows or proofs need.
        private static let few: [UInt32] = [62, 61, 203, 302, 434, 435]
        private static let all: [UInt32] = [
            5, 7, 8, 10, 13, 14, 16, 17, 18, 21, 22, 24, 28, 33, 39, 41, 44, 45, 47, 53, 56, 57, 58, 61, 62, 63, 72, 74,
            77, 79, 82, 83, 84, 87, 89, 90, 91, 93, 95, 97, 98, 99, 101, 102, 104, 107, 108, 110, 111, 112, 128, 131,
            137, 157, 158, 160, 186, 200, 202, 204, 217, 218, 228, 229, 230, 232, 233, 234, 247, 257, 258, 262, 263,
            264, 267, 269, 270, 271, 272, 273, 281, 283, 286, 288, 289, 290, 291, 293, 297, 298, 308, 309, 314, 317,
            318, 319, 321, 322, 324, 332, 334, 425, 426, 427, 434, 435, 436, 439, 441,
        ]
    #else
        private static let few: [UInt32] = [129, 260, 122, 261, 434, 435]
        private static let all: [UInt32] = Array(0...300) + Array(424...450)
    #endif

    private static let calls = getenv("TOLL_REFUSE_ALL") == nil ? few : all

    @Test(arguments: calls, [EPERM, ENOSYS]) func aRunWithoutTheCallEnds(_ call: UInt32, _ error: Int32) {
        let toll = scratch.program("toll")
        let ended = Command.run(
            [
                Command.folder + "/TestWorker", "refuse", "=\(error)", "\(call)", "--", toll, "run", "syscall.null.raw",
                "switch.pipe.process", "create.fork", "--budget", "200ms", "--launches", "1", "-o",
                scratch.file("result.json"),
            ], environment: ["XDG_DATA_HOME": scratch.path], seconds: 18)
        let said = "\(call) (\(error)): \(ended.errors) \(ended.output)"
        #expect(!ended.isLate && !said.contains("did not answer within"), "\(said)")
        #expect(!said.contains("Fatal error"), "\(said)")
        // Where a program cannot even be started it has no words.
        #expect(ended.status == nil || ended.status == 0 || !ended.errors.isEmpty || !ended.output.isEmpty, "\(said)")
        #expect(Processes.left(of: toll) == [], "\(said)")
    }
}
