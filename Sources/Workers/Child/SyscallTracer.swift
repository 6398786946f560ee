internal import CKernel
internal import Counters
internal import Glibc
internal import Probes

/// Counts system calls by ptrace, which needs no privilege: a child of the worker traces the worker and its partners.
enum SyscallTracer {
    /// System calls of all `tasks` while `work` runs, or why they cannot be counted.
    static func count(_ tasks: [TaskLedger.Task], during work: () throws -> Void) -> Result<Int, CounterRefusal> {
        guard tasks.count <= mostTasks else {
            return .failure(refusal("a tracer would stop each of \(tasks.count) tasks at every call: too slow"))
        }
        guard !bearsElsewhere else {
            return .failure(refusal("ptrace: what this process makes is born in another PID namespace"))
        }
        let words = 1024
        var memory: UnsafeMutableRawPointer?
        guard k_shared(words * 4, &memory) == 0, let memory else { return .failure(refusal("no shared memory")) }
        let page = memory.bindMemory(to: UInt32.self, capacity: words)
        defer { munmap(page, words * 4) }
        let (state, calls) = (page, page + 16)
        k_allow_tracing()
        let tracer = WholeFork.make()
        if tracer == 0 {
            // It lets go of all tasks when it ends.
            k_die_with_parent(SIGKILL)
            trace(tasks, state, calls)
            _exit(0)
        }
        guard tracer > 0 else { return .failure(refusal("no tracer: \(String(cString: strerror(-tracer)))")) }
        defer {
            // Where a filter refuses to kill it, it sees the word at the next stop: that of the wait for it.
            k_store(state, over)
            kill(tracer, SIGKILL)
            waitpid(tracer, nil, 0)
        }
        while k_load(state) == starting {
            if k_futex_wait_for(state, starting, 2_000_000_000) == -Int(ETIMEDOUT) { break }
        }
        guard k_load(state) == holding else {
            let code = Int32(bitPattern: k_load(state))
            return .failure(refusal(code < 0 ? "ptrace: \(String(cString: strerror(-code)))" : "ptrace did not start"))
        }
        settle()
        k_store(state, counting)
        do { try work() } catch { return .failure(refusal("\(error)")) }
        settle()
        k_store(state, holding)
        return .success(Int(Int32(bitPattern: k_load(calls))))
    }

    /// Whether a tracer would be born where it cannot see the tasks: in the PID namespace of the row's own making.
    private static var bearsElsewhere: Bool {
        let numbers = ["self/ns/pid", "thread-self/ns/pid_for_children"].map { k_number_of_file("/proc/" + $0) }
        return !numbers.contains(0) && numbers[0] != numbers[1]
    }

    /// Lets the tracer see the last stops of partners that go back to sleep: what comes in late would be missing at one
    /// end and too much at the other. It is one call, in the run of no operations too, which is taken off: reading the
    /// clock until the time has passed would be any number of them where the clock is not read in user mode.
    private static func settle() { usleep(10_000) }

    /// With two stops a call, a round of ten thousand tasks took longer than a worker may take to answer.
    private static let mostTasks = 2000

    /// What the page's first word says; a negated error number says why nothing is counted.
    private static let starting: UInt32 = 0
    private static let holding: UInt32 = 1
    private static let counting: UInt32 = 2
    private static let over: UInt32 = 3

    /// The tracer's life: it holds all tasks from the moment at which each has stopped once.
    private static func trace(
        _ tasks: [TaskLedger.Task], _ state: UnsafeMutablePointer<UInt32>, _ calls: UnsafeMutablePointer<UInt32>
    ) {
        for task in tasks {
            var result = k_trace_seize(task.task)
            if result == 0 { result = k_trace_interrupt(task.task) }
            guard result != 0 else { continue }
            k_store(state, UInt32(bitPattern: result))
            _ = k_futex_wake(state)
            return
        }
        var awaited = tasks.map(\.task)
        while true {
            var status: Int32 = 0
            let task = waitpid(-1, &status, Int32(bitPattern: UInt32(__WALL)))
            if task < 0 { return }
            guard k_stopped(status) != 0 else { continue }
            if k_load(state) == counting {
                if k_stop_is_syscall(status) != 0, k_trace_is_entry(task) != 0 {
                    k_store(calls, k_load(calls) + 1)
                } else if k_stop_is_trapped(task, status) != 0 {
                    k_store(calls, k_load(calls) &- 1)
                }
            }
            _ = k_trace_resume(task, k_stop_signal(status))
            if k_load(state) == over { return }
            if awaited.isEmpty { continue }
            awaited.removeAll { $0 == task }
            if awaited.isEmpty {
                k_store(state, holding)
                _ = k_futex_wake(state)
            }
        }
    }

    private static func refusal(_ reason: String) -> CounterRefusal { CounterRefusal("system calls", reason) }
}
