internal import Basics
internal import CKernel
internal import Glibc
internal import Sampling

/// How a process of a run ended, and what that means for its row.
struct Ending {
    private let status: Int32
    /// Seconds of CPU time that it had used, where that is known.
    private let seconds: Double?

    init(status: Int32, usage: rusage? = nil) {
        self.status = status
        seconds = usage.map { usage in
            [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
    }

    /// The failure of the row. A signal that only others send takes nothing from what was measured before; one that a
    /// program brings upon itself does.
    func failure(of who: String) -> ProbeFailure {
        guard k_signalled(status) != 0 else {
            let code = k_exit_status(status)
            return code == WorkerMain.mute
                ? ProbeFailure(.barred, "no worker can measure here: sendto is refused to it")
                : ProbeFailure(.failed, "\(who) ended with status \(code)")
        }
        let signal = k_signal(status)
        let isOwn = [SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS].contains(signal)
        let killed = "\(who) was killed by signal \(signal) (\(String(cString: strsignal(signal))))"
        return ProbeFailure(isOwn ? .failed : .cut, killed + (timeLimit.map { ": \($0)" } ?? ""))
    }

    /// The limit of CPU time, where that is what ended it.
    private var timeLimit: String? {
        guard let seconds, [SIGKILL, SIGXCPU].contains(k_signal(status)) else { return nil }
        var limit = rlimit()
        guard getrlimit(__rlimit_resource_t(RLIMIT_CPU.rawValue), &limit) == 0, limit.rlim_cur != rlim_t.max,
            seconds >= Double(limit.rlim_cur) - 0.1
        else { return nil }
        return "a process may use \(numbered(Int(clamping: limit.rlim_cur), "second")) of CPU time (RLIMIT_CPU)"
    }
}
