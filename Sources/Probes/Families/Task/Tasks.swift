internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// What is done about tasks beside making them: asking for their numbers, waiting for them, signalling them, entering
/// and making their namespaces; and making them from a parent that holds much of one thing.
let taskProbes: [Probe] = questions + namespaceProbes + burdenedCreations

/// What the cost of a task is followed over, beside its parent's memory (`fork`).
let taskSweeps: [Sweep] = [
    Sweep(
        "fork-mappings", "what fork costs over the mappings of the parent", of: ["task.fork.mappings"],
        over: [Sweep.Axis("mappings", [1, 100, 1000, 10_000])]),
    Sweep(
        "fork-files", "what fork costs over the open files of the parent", of: ["task.fork.files"],
        over: [Sweep.Axis("files", [1, 100, 1000, 10_000])]),
    Sweep(
        "exec-size", "what fork and exec cost over the size of the program", of: ["task.exec"],
        over: [Sweep.Axis("kib", [0, 64, 1024, 16_384])]),
]

private let questions: [Probe] = [
    .entering("task.getpid", "getpid") { _ in
        try .calling(SystemCall("getpid", k_nr_getpid, answers: Int(getpid())))
    },

    .entering("task.gettid", "gettid") { _ in
        try .calling(SystemCall("gettid", k_nr_gettid, answers: Int(k_gettid())))
    },

    getpidInNamespace(1),

    .entering("task.kill", "kill with signal 0, to oneself: whether there is such a process") { _ in
        try .calling(SystemCall("kill", k_nr_kill, Int(getpid()), 0))
    },

    .entering("task.prctl", "prctl asks for the task's name") { _ in
        let name = UnsafeMutablePointer<CChar>.allocate(capacity: 16)
        return try .calling(
            SystemCall("prctl", k_nr_prctl, Int(PR_GET_NAME), address(name)), finish: { name.deallocate() })
    },

    // Its own number, of which it is no child, for a child may be there: whoever counts calls is one.
    .entering("task.wait.none", "wait4 for a child that is none") { _ in
        try .calling(
            SystemCall("wait4", k_nr_wait4, Int(getpid()), 0, Int(WNOHANG), answers: -Int(ECHILD)))
    },

    .entering("task.wait.running", "wait4 for a child that has not ended, without waiting") { place in
        try withSleepingChild(at: place) { child in
            try .calling(SystemCall("wait4", k_nr_wait4, Int(child), 0, Int(WNOHANG)))
        }
    },

    .entering("task.pidfd.open", "pidfd_open of oneself, and close", per: "descriptor", calls: 2) { _ in
        let own = Int(getpid())
        func once() throws {
            let made = k_syscall3(Int(k_nr_pidfd_open), own, 0, 0)
            guard made >= 0 else { throw OperationFailed("pidfd_open: \(errorText(of: made))") }
            let closed = k_syscall3(Int(k_nr_close), made, 0, 0)
            if closed != 0 { throw OperationFailed("close: \(errorText(of: closed))") }
        }
        do { try once() } catch { throw Refusal("\(error)") }
        return Rig { n in for _ in 0..<n { try once() } }
    },

    .entering("task.pidfd.signal", "pidfd_send_signal with signal 0, to a child that sleeps") { place in
        try withSleepingChild(at: place) { child in
            let made = k_syscall3(Int(k_nr_pidfd_open), Int(child), 0, 0)
            let pidfd = try Descriptor(made: Int32(made), orRefuse: "pidfd_open")
            do {
                return try .calling(
                    SystemCall("pidfd_send_signal", k_nr_pidfd_send_signal, Int(pidfd.number)), finish: pidfd.close)
            } catch {
                pidfd.close()
                throw error
            }
        }
    },
]

/// A row about a child that sleeps until it is ended. It takes no part.
private func withSleepingChild(at place: Place, _ make: (Int32) throws -> Rig) throws -> Rig {
    try unwinding { cleanup in
        let child = try cleanup.keep(Partner(.process, on: place.cpu) { k_sleep_for_ever() }, Partner.end)
        return try make(child.process).adding(notes: [], finish: cleanup.run)
    }
}

/// getpid by a process in PID namespaces of its own, which times itself: the worker stays outside.
private func getpidInNamespace(_ levels: Int) -> Probe {
    Probe(
        "task.getpid.pidns", "getpid by a process in \(numbered(levels, "PID namespace")) of its own", per: "call",
        does: [.syscalls: 1, .contextSwitches: 0], tasks: 2 + levels, isDefault: false,
        takes: [Parameter("levels", 1...31, default: 1, "PID namespaces in one another")],
        vary: { getpidInNamespace($0["levels"]) }
    ) { place in
        try unwinding { cleanup in
            let page = try cleanup.keep(SharedPage(), SharedPage.close)
            let nest = try cleanup.keep(PidNest(levels: levels), PidNest.close)
            try nest.enter()
            let parent = getpid()
            let child = k_fork()
            if child == 0 { countCalls(page, cpu: Int32(place.cpu)) }
            try nest.leave()
            guard child > 0 else { throw Refusal("no process in the namespace: \(Limits.reason(for: -child))") }
            cleanup.add {
                kill(child, SIGKILL)
                waitpid(child, nil, 0)
            }
            let board = CallBoard(page)
            guard try board.run(1).number != UInt32(child), parent == getpid() else {
                throw Refusal("the process has the same number inside as outside")
            }
            return Rig(
                found: [Participant(process: child, task: child)], notes: [nest.note].compactMap(\.self),
                finish: cleanup.run,
                timing: { n, watch in watch.add(nanoseconds: try board.run(n).nanoseconds) })
        }
    }
}

/// What the worker and a process that calls for it share.
private struct CallBoard {
    private let page: SharedPage
    var asked: UnsafeMutablePointer<UInt32> { page.line(0) }
    var done: UnsafeMutablePointer<UInt32> { page.line(1) }
    var number: UnsafeMutablePointer<UInt32> { page.line(2) }
    var nanoseconds: UnsafeMutablePointer<Int64> {
        UnsafeMutableRawPointer(page.line(3)).assumingMemoryBound(to: Int64.self)
    }

    init(_ page: SharedPage) { self.page = page }

    /// Has so many calls made: what they took, and what they answered.
    func run(_ n: Int) throws -> (nanoseconds: Int64, number: UInt32) {
        guard n > 0 else { return (0, 0) }
        k_store(done, 0)
        k_store(asked, UInt32(n))
        _ = k_futex_wake(asked)
        let end = k_raw_ns() + 10_000_000_000
        while k_load(done) == 0 {
            guard k_raw_ns() < end else { throw OperationFailed("the process in the namespace does not answer") }
            _ = k_futex_wait_for(done, 0, 1_000_000_000)
        }
        guard k_load(number) != 0 else { throw OperationFailed("getpid answers different numbers") }
        return (nanoseconds.pointee, k_load(number))
    }
}

/// The life of that process: it runs between fork and exit, where nothing may be made.
private func countCalls(_ page: SharedPage, cpu: Int32) -> Never {
    let board = CallBoard(page)
    if k_die_with_parent(SIGKILL) != 0 || k_pin(0, cpu) != 0 { _exit(1) }
    while true {
        let n = k_load(board.asked)
        if n == 0 {
            _ = k_futex_wait(board.asked, 0)
            continue
        }
        k_store(board.asked, 0)
        let first = k_syscall0(Int(k_nr_getpid))
        var differing = 0
        let start = k_raw_ns()
        for _ in 0..<n where k_syscall0(Int(k_nr_getpid)) != first { differing += 1 }
        board.nanoseconds.pointee = k_raw_ns() - start
        k_store(board.number, differing == 0 ? UInt32(truncatingIfNeeded: first) : 0)
        k_store(board.done, 1)
        _ = k_futex_wake(board.done)
    }
}
