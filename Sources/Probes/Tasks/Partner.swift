internal import CKernel
internal import Glibc

/// The other side of a switch: a process or a thread that is pinned, announces itself and runs one body.
public final class Partner {
    /// What shares its address space with the worker and what does not.
    public enum Kind: String, Sendable, CaseIterable {
        /// A process of its own.
        case process
        /// A thread of the worker.
        case thread

        /// "two processes", "two threads".
        var two: String { self == .process ? "two processes" : "two threads" }
    }

    /// What it is.
    public let kind: Kind
    /// Its thread group.
    public let process: Int32
    /// Its own number.
    public let task: Int32

    /// The processes of all partners of this process that have not been ended. They are made and ended by its first
    /// thread alone.
    public private(set) nonisolated(unsafe) static var processes: [Int32] = []

    private var thread: pthread_t?
    private var isOver = false

    /// Starts a partner on `cpu`. The body of a process must not allocate and must not return to Swift's callers; it
    /// ends when the body returns.
    ///
    /// - Throws: a `Refusal` when the task cannot be made, pinned, or does not announce itself in five seconds.
    public init(_ kind: Kind, on cpu: Int, body: @escaping () -> Void) throws {
        self.kind = kind
        let page = try SharedPage()
        defer { page.close() }
        let announce = {
            let pinned = k_pin(0, Int32(cpu))
            let word = UInt32(bitPattern: pinned < 0 ? pinned : k_gettid())
            // Whoever comes too late finds that nobody waits any more, and ends.
            let isAwaited = k_set_first(page.words, word) != 0
            _ = k_futex_wake(page.words)
            return isAwaited && pinned == 0
        }
        switch kind {
        case .process:
            let parent = getpid()
            let child = k_fork()
            guard child >= 0 else { throw Refusal("no second process: \(Limits.reason(for: -child))") }
            if child == 0 {
                // The parent may have died before the child asked to die with it.
                let now = getppid()
                // In a PID namespace of its own it sees no parent.
                if k_die_with_parent(SIGKILL) != 0 || (now != parent && now != 0) { _exit(1) }
                if announce() { body() }
                _exit(0)
            }
            process = child
        case .thread:
            var made = pthread_t()
            let start = Unmanaged.passRetained(Start { if announce() { body() } })
            let code = pthread_create(
                &made, nil,
                {
                    Unmanaged<Start>.fromOpaque($0!).takeRetainedValue().run(); return nil
                }, start.toOpaque())
            guard code == 0 else {
                start.release()
                throw Refusal("no second thread: \(Limits.reason(for: code))")
            }
            thread = made
            process = getpid()
        }
        // A wake-up may be meant for the page that lay here before, or be a signal's.
        let end = k_raw_ns() + 5_000_000_000
        while k_load(page.words) == 0, k_raw_ns() < end { _ = k_futex_wait_for(page.words, 0, end - k_raw_ns()) }
        let isLate = k_set_first(page.words, UInt32.max) != 0
        let said = isLate ? 0 : Int32(bitPattern: k_load(page.words))
        // A process may be in a PID namespace, where it has another number for itself.
        task = kind == .process && said > 0 ? process : said
        if kind == .process, said > 0 { Partner.processes.append(process) }
        if said <= 0 {
            if kind == .process { kill(process, SIGKILL) }
            reap()
            throw Refusal(
                said == 0 ? "the partner did not start" : "the partner cannot be pinned: \(errorText(of: said))")
        }
    }

    /// Ends a process; waits for a thread, whose body must have been asked to end before.
    public func end() {
        guard !isOver else { return }
        if kind == .process { kill(process, SIGKILL) }
        reap()
    }

    /// Whether it still runs. A process that has died is not reaped by asking.
    public var isAlive: Bool {
        guard !isOver else { return false }
        guard kind == .process else { return true }
        var info = siginfo_t()
        return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0 && info.si_signo == 0
    }

    private func reap() {
        isOver = true
        Partner.processes.removeAll { $0 == process }
        if let thread { pthread_join(thread, nil) } else { waitpid(process, nil, 0) }
    }

    /// What a new thread is handed.
    private final class Start {
        let run: () -> Void
        init(run: @escaping () -> Void) { self.run = run }
    }
}
