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
    /// A function of the task's own that does nothing is called.
    case function

    /// The operations of a task that calls the kernel.
    static let ofKernel: [TaxOperation] = [.null, .open, .hop]

    /// What one is called in a row.
    var word: String {
        switch self {
        case .null: "call"
        case .open: "open"
        case .hop: "hop"
        case .function: "call"
        }
    }

    /// What one does, in a few words.
    var summary: String {
        switch self {
        case .null: "getppid"
        case .open: "openat and close of a file on a tmpfs"
        case .hop: "two processes on one CPU pass a byte through two pipes,"
        case .function: "an empty function"
        }
    }

    /// A round trip of two hops is one iteration.
    var perIteration: Int { self == .hop ? 2 : 1 }
    /// Tasks that take part.
    var tasks: Int { self == .hop ? 2 : 1 }
    /// System calls in one operation.
    var calls: Double { Double(ownCalls) }
    /// Calls of the task that is timed in one iteration.
    var ownCalls: Int {
        switch self {
        case .null: 1
        case .open, .hop: 2
        case .function: 0
        }
    }
    /// Context switches in one operation.
    var switches: Double { self == .hop ? 1 : 0 }
    /// Iterations that take some milliseconds: a batch of a layer that is put on and taken off for each.
    var someMilliseconds: Int {
        switch self {
        case .null, .function: 32_768
        case .open: 4096
        case .hop: 1024
        }
    }

    /// The numbers of its calls.
    var numbers: [Int32] {
        switch self {
        case .null: [Int32(k_nr_getppid)]
        case .open: [Int32(k_nr_openat), Int32(k_nr_close)]
        case .hop: [Int32(k_nr_write), Int32(k_nr_read)]
        case .function: []
        }
    }

    /// Their names.
    var names: [String] {
        switch self {
        case .null: ["getppid"]
        case .open: ["openat", "close"]
        case .hop: ["write", "read"]
        case .function: []
        }
    }
}

/// Two system calls that do the same, each by a function of the kernel's own: the layer stands at the function of the
/// one and leaves the other alone, so that bare tasks can be beside it although it stands there for everybody.
struct Twins {
    /// A call by its number and its name. Its arguments are zeros.
    struct Call {
        let number: Int
        let name: String

        init(_ number: some BinaryInteger, _ name: String) { (self.number, self.name) = (Int(number), name) }

        /// What the kernel may call the function.
        var functions: [String] { ["__do_sys_", "__x64_sys_", "__arm64_sys_", "__se_sys_"].map { $0 + name } }
    }

    /// What the bare task calls.
    let bare: Call
    /// What the task under the layer calls.
    let under: Call

    /// "geteuid (bare: getuid)".
    var summary: String { "\(under.name) (bare: \(bare.name))" }

    static let effectiveUser = Twins(bare: Call(k_nr_getuid, "getuid"), under: Call(k_nr_geteuid, "geteuid"))
    static let effectiveGroup = Twins(bare: Call(k_nr_getuid, "getuid"), under: Call(k_nr_getegid, "getegid"))
    static let group = Twins(bare: Call(k_nr_getuid, "getuid"), under: Call(k_nr_getgid, "getgid"))
    #if arch(x86_64)
        static let processGroup = Twins(bare: Call(k_nr_getpgid, "getpgid"), under: Call(k_nr_getpgrp, "getpgrp"))
    #else
        static let processGroup = session
    #endif
    static let thread = Twins(bare: Call(k_nr_getpid, "getpid"), under: Call(k_nr_gettid, "gettid"))
    static let session = Twins(bare: Call(k_nr_getpgid, "getpgid"), under: Call(k_nr_getsid, "getsid"))
    static let priority = Twins(
        bare: Call(k_nr_sched_get_priority_min, "sched_get_priority_min"),
        under: Call(k_nr_sched_get_priority_max, "sched_get_priority_max"))
}

/// The loops of an operation's tasks. They are made before the tasks are, and call the kernel and nothing else.
struct TaxLoops {
    /// Of the task that is timed: so many iterations. How many went wrong.
    let timed: (Int) -> Int
    /// Of the other one, which answers until it is ended.
    let other: () -> Void

    /// The loops of one pair of tasks, or of one task.
    ///
    /// - Parameter call: the call that does next to nothing, where it is not the usual one.
    init(_ operation: TaxOperation, of call: Twins.Call? = nil, in folder: Descriptor?, _ cleanup: Cleanup) throws {
        switch operation {
        case .null:
            timed = call.map { call in { callLoop(call.number, $0) } } ?? nullLoop
            other = {}
        case .function:
            timed = functionLoop
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
private func callLoop(_ number: Int, _ n: Int) -> Int {
    var wrong = 0
    for _ in 0..<n where k_syscall3(number, 0, 0, 0) < 0 { wrong += 1 }
    return wrong
}

@inline(never)
private func functionLoop(_ n: Int) -> Int {
    for _ in 0..<n { k_probed() }
    return 0
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
