import Glibc
import Support
import Testing

@testable import Workers

/// What is read out of proc, and out of files that are not as they should be.
@Suite struct TaskFileTests {
    private let scratch = Scratch()

    private func file(_ text: String) -> TaskFile {
        let file = TaskFile()
        #expect(file.read(scratch.write(text, to: "file")) == !text.isEmpty)
        return file
    }

    @Test func linesAreAddedUp() {
        let status = file("Name:\tx\nvoluntary_ctxt_switches:\t12\nnonvoluntary_ctxt_switches:\t30\n")
        #expect(status.sum(ofLinesWith: "ctxt_switches") == 42)
        #expect(status.sum(ofLinesWith: "migrations") == nil)
        #expect(
            file("se.nr_migrations                         :                    7\n").sum(ofLinesWith: "migrations")
                == 7)
    }

    @Test(arguments: ["", "ctxt_switches", "ctxt_switches:", "ctxt_switches:\tmany\n", "ctxt_switches\n: 5\n"])
    func aLineWithoutANumberTellsNothing(text: String) {
        #expect(file(text).sum(ofLinesWith: "ctxt_switches") == nil)
    }

    @Test func fieldsStandBehindTheName() {
        let stat = file("77 (a) b (c) S 1 2 3 4 5 6 7 8 9 10\n")
        #expect(stat.fields([7, 9]) == [7, 9])
        #expect(stat.fields([0]) == nil)
        #expect(stat.fields([7, 90]) == nil)
        #expect(file("no parenthesis 1 2 3").fields([1]) == nil)
    }

    @Test func whatIsNotThereHoldsNothing() {
        let file = file("a: 1\n")
        #expect(!file.read(scratch.file("nothing")))
        #expect(file.sum(ofLinesWith: "a") == nil && file.fields([0]) == nil)
    }

    /// A file longer than the room is cut, and still read.
    @Test func aLongFileIsCut() {
        #expect(file("a: 1\n" + String(repeating: "b", count: 100_000)).sum(ofLinesWith: "a") == 1)
    }

    @Test func theKernelsOwnFilesAreRead() {
        let file = TaskFile()
        #expect(file.read("/proc/self/task/\(getpid())/status"))
        #expect((file.sum(ofLinesWith: "ctxt_switches") ?? -1) >= 0)
        #expect(file.read("/proc/self/task/\(getpid())/stat"))
        #expect((file.fields([7, 9]) ?? []).count == 2)
    }
}
