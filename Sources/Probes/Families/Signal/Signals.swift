internal import CKernel
internal import Glibc
internal import Sampling

/// Signals: who handles them, and what it takes until he does. Handlers count, and every operation holds that count
/// against the signals it sent.
let signalProbes: [Probe] = [
    Probe("signal.sigaction", "sigaction, which sets a handler", per: "call", does: calls(1), isDefault: false) { _ in
        try unwinding { cleanup in
            let signal = try cleanup.keep(CountedSignal(), CountedSignal.restore)
            return Rig(finish: cleanup.run) { n in
                var unread = sigaction()
                for _ in 0..<n where k_count_signal(signal.number, &unread) != 0 {
                    throw OperationFailed("sigaction: \(errorText())")
                }
            }
        }
    },

    Probe(
        "signal.sigprocmask", "pthread_sigmask, which blocks a signal and lets it in again", per: "call",
        operationsPerIteration: 2, does: calls(1), isDefault: false
    ) { _ in
        Rig { n in
            for _ in 0..<n where k_block(SIGUSR1, 1) != 0 || k_block(SIGUSR1, 0) != 0 {
                throw OperationFailed("pthread_sigmask: \(errorText())")
            }
        }
    },

    Probe(
        "signal.self", "a signal to oneself, its handler, and back", per: "signal", net: "delivery, handler and return",
        does: calls(2), isDefault: false
    ) { _ in
        try unwinding { cleanup in
            let signal = try cleanup.keep(CountedSignal(), CountedSignal.restore)
            let (process, task) = (getpid(), k_gettid())
            return Rig(
                baseline: { n in
                    // 0 is no signal, but everything up to the sending is done.
                    for _ in 0..<n where k_signal_thread(process, task, 0) != 0 { throw OperationFailed("tgkill") }
                }, finish: cleanup.run
            ) { n in
                try signal.counting(n) {
                    for _ in 0..<n where k_signal_thread(process, task, signal.number) != 0 {
                        throw OperationFailed("tgkill")
                    }
                }
            }
        }
    },

    Probe(
        "signal.thread", "a signal to a thread of the process that sleeps on the same CPU, its handler, an answer",
        per: "signal", does: [.contextSwitches: 2], tasks: 2, isDefault: false
    ) { place in try signalToThread(at: place) },

    Probe(
        "signal.signalfd", "a signal to oneself that is blocked, and read from a signalfd", per: "signal",
        does: calls(2), isDefault: false
    ) { _ in
        try unwinding { cleanup in
            guard k_block(SIGUSR2, 1) == 0 else { throw Refusal("SIGUSR2 cannot be blocked") }
            cleanup.add { _ = k_block(SIGUSR2, 0) }
            let file = try cleanup.keep(
                Descriptor(made: k_signal_file(SIGUSR2), orRefuse: "no signalfd"), Descriptor.close)
            let (process, task) = (getpid(), k_gettid())
            let size = MemoryLayout<signalfd_siginfo>.size
            return Rig(finish: cleanup.run) { n in
                var about = signalfd_siginfo()
                for _ in 0..<n {
                    guard k_signal_thread(process, task, SIGUSR2) == 0, k_read(file.number, &about, size) == size,
                        about.ssi_signo == UInt32(SIGUSR2)
                    else { throw OperationFailed("a signal through a signalfd") }
                }
            }
        }
    },

    Probe(
        "signal.timer", "a timer set to expire at once, its signal, handler, and back", per: "expiry",
        net: "expiry, delivery, handler and return", does: [.syscalls: 2, .voluntarySwitches: 0], isDefault: false
    ) { _ in try timerExpiry() },
]

/// A signal whose handler counts.
struct CountedSignal {
    let number = SIGUSR1
    private let before: sigaction

    init() throws {
        var before = sigaction()
        let result = k_count_signal(number, &before)
        guard result == 0 else { throw Refusal("no handler for a signal: \(errorText(of: result))") }
        self.before = before
    }

    /// Runs what sends so many signals, and sees that as many were handled.
    @inline(__always)
    func counting(_ sent: Int, _ work: () throws -> Void) throws {
        let before = k_signals_handled()
        try work()
        let handled = k_signals_handled() - before
        guard handled == sent else { throw OperationFailed("\(sent) signals, and the handler ran \(handled) times") }
    }

    func restore() { _ = withUnsafePointer(to: before) { k_handle_as_before(number, $0) } }
}

/// The sender sleeps until the handler's thread has answered. That one has the signal blocked but while it sleeps, so
/// that none comes too early.
private func signalToThread(at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let signal = try cleanup.keep(CountedSignal(), CountedSignal.restore)
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (answers, isOver) = (page.line(0), page.line(1))
        // The thread inherits what is blocked when it is made.
        guard k_block(signal.number, 1) == 0 else { throw Refusal("a signal cannot be blocked") }
        defer { _ = k_block(signal.number, 0) }
        let partner = try Partner(.thread, on: place.partner) {
            while true {
                k_await_handler()
                if k_load(isOver) != 0 { return }
                k_add(answers, 1)
                _ = k_futex_wake(answers)
            }
        }
        let process = getpid()
        cleanup.add {
            k_store(isOver, 1)
            _ = k_signal_thread(process, partner.task, signal.number)
            partner.end()
        }
        return Rig(partners: [partner], finish: cleanup.run) { n in
            try signal.counting(n) {
                for _ in 0..<n {
                    let before = k_load(answers)
                    guard k_signal_thread(process, partner.task, signal.number) == 0 else {
                        throw OperationFailed("tgkill")
                    }
                    while k_load(answers) == before { _ = k_futex_wait(answers, before) }
                }
            }
        }
    }
}

private func timerExpiry() throws -> Rig {
    try unwinding { cleanup in
        let signal = try cleanup.keep(CountedSignal(), CountedSignal.restore)
        var made: timer_t?
        let result = k_timer_for_thread(k_gettid(), signal.number, &made)
        guard result == 0 else { throw Refusal("no timer: \(Limits.timer(for: result))") }
        // The kernel's number for it, which may be 0.
        let timer = made
        cleanup.add { _ = k_timer_delete(timer) }
        return Rig(
            baseline: { n in
                for _ in 0..<n where k_timer_set(timer, 1_000_000_000_000) != 0 {
                    throw OperationFailed("timer_settime")
                }
                _ = k_timer_set(timer, 0)
            }, finish: cleanup.run
        ) { n in
            try signal.counting(n) {
                for _ in 0..<n {
                    let before = k_signals_handled()
                    guard k_timer_set(timer, 1) == 0 else { throw OperationFailed("timer_settime") }
                    while k_signals_handled() == before { k_pause() }
                }
            }
        }
    }
}
