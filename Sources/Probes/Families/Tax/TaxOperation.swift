internal import CKernel
internal import Glibc

/// What is done bare and under a layer.
enum TaxOperation: String, CaseIterable {
    /// A system call that does next to nothing.
    case null
    /// A file of a tmpfs is opened and closed.
    case open
    /// A byte goes from one process to another, which sleeps until it comes.
    case hop

    /// What one is called in a row.
    var word: String {
        switch self {
        case .null: "call"
        case .open: "open"
        case .hop: "hop"
        }
    }

    /// What one does, in a few words.
    var summary: String {
        switch self {
        case .null: "getppid"
        case .open: "openat and close of a file on a tmpfs"
        case .hop: "two processes on one CPU pass a byte through two pipes,"
        }
    }

    /// A round trip of two hops is one iteration.
    var perIteration: Int { self == .hop ? 2 : 1 }
    /// Tasks that take part.
    var tasks: Int { self == .hop ? 2 : 1 }
    /// System calls in one operation.
    var calls: Double { self == .null ? 1 : 2 }
    /// Calls of the task that is timed in one iteration.
    var ownCalls: Int { self == .null ? 1 : 2 }
    /// Context switches in one operation.
    var switches: Double { self == .hop ? 1 : 0 }

    /// The numbers of its calls.
    var numbers: [Int32] {
        switch self {
        case .null: [Int32(k_nr_getppid)]
        case .open: [Int32(k_nr_openat), Int32(k_nr_close)]
        case .hop: [Int32(k_nr_write), Int32(k_nr_read)]
        }
    }
}

/// The loops of an operation's tasks. They are made before the tasks are, and call the kernel and nothing else.
struct TaxLoops {
    /// Of the task that is timed: so many iterations. How many went wrong.
    let timed: (Int) -> Int
    /// Of the other one, which answers until it is ended.
    let other: () -> Void

    /// The loops of one pair of tasks, or of one task.
    init(_ operation: TaxOperation, in folder: Descriptor?, _ cleanup: Cleanup) throws {
        switch operation {
        case .null:
            timed = nullLoop
            other = {}
        case .open:
            guard let folder else { throw Refusal("no folder to open a file in") }
            let number = folder.number
            timed = { openLoop(number, $0) }
            other = {}
        case .hop:
            let there = try cleanup.keep(Pipe(), Pipe.close)
            let back = try cleanup.keep(Pipe(), Pipe.close)
            timed = { hopLoop(there.writer, back.reader, $0) }
            other = { answerHops(there.reader, back.writer) }
        }
    }
}

@inline(never)
private func nullLoop(_ n: Int) -> Int {
    var (wrong, expected) = (0, 0)
    for _ in 0..<n {
        let parent = k_syscall0(Int(k_nr_getppid))
        if parent < 0 || (expected > 0 && parent != expected) { wrong += 1 }
        expected = parent
    }
    return wrong
}

@inline(never)
private func openLoop(_ folder: Int32, _ n: Int) -> Int {
    var wrong = 0
    for _ in 0..<n where k_open_close(folder) != 0 { wrong += 1 }
    return wrong
}

@inline(never)
private func hopLoop(_ writer: Int32, _ reader: Int32, _ n: Int) -> Int {
    var (byte, wrong) = (UInt8(0), 0)
    for _ in 0..<n where k_write1(writer, &byte) != 1 || k_read1(reader, &byte) != 1 { wrong += 1 }
    return wrong
}

@inline(never)
private func answerHops(_ reader: Int32, _ writer: Int32) {
    var byte = UInt8(0)
    while true {
        let came = k_read1(reader, &byte)
        if came == -Int(EINTR) { continue }
        if came != 1 || k_write1(writer, &byte) != 1 { return }
    }
}
