internal import Basics
internal import CKernel
internal import Glibc

/// What keeps tasks from being made and files from being opened.
package enum Limits {
    /// The limit that is reached, as far as the kernel's error and its books show. By the time it is asked for, tasks
    /// may have ended again: `wanted` is how many more there were to be.
    package static func reason(for code: Int32, wanting wanted: Int = 1) -> String {
        guard code == EAGAIN else { return errorText(code) }
        var isKnown = false
        for folder in ControlGroup.folders(of: "pids") {
            isKnown = isKnown || exists(folder + "/pids.max")
            let most = Int((textOfFile(folder + "/pids.max") ?? "").prefix { $0.isNumber })
            let now = Int((textOfFile(folder + "/pids.current") ?? "").prefix { $0.isNumber })
            if let most, let now, now + wanted >= most {
                return "the control group allows \(numbered(most, "task")) (pids.max)"
            }
        }
        let all = (textOfFile("/proc/loadavg") ?? "").split(separator: "/").last?.prefix { $0.isNumber }
        let alive = all.flatMap { Int($0) } ?? 0
        for (file, name) in [("pid_max", "numbers"), ("threads-max", "tasks")] {
            let most = Int((textOfFile("/proc/sys/kernel/" + file) ?? "").prefix { $0.isNumber })
            if let most, alive + wanted + 350 >= most { return "the machine has \(most) \(name) (kernel.\(file))" }
        }
        var limit = rlimit()
        let most = getrlimit(__RLIMIT_NPROC, &limit) == 0 ? Int(clamping: limit.rlim_cur) : Int.max
        // A user has no more tasks than the machine.
        if alive == 0 || alive + wanted >= most {
            return "a user may have \(numbered(most, "task")) (RLIMIT_NPROC)"
        }
        return errorText(code) + (isKnown ? "" : ": a limit of the control group, which cannot be read here (pids.max)")
    }

    /// What is to be thrown where a call that makes a task fails: that a limit is reached is no fault of the row's.
    static func failure(of call: String, _ code: Int32) -> any Error {
        let words = "\(call): \(reason(for: code))"
        return code == EAGAIN ? Refusal(words) : OperationFailed(words)
    }

    /// Why no signal can be queued.
    static var signals: String {
        var limit = rlimit()
        let most = getrlimit(__RLIMIT_SIGPENDING, &limit) == 0 ? Int(clamping: limit.rlim_cur) : 0
        return "a user may have \(numbered(most, "signal")) pending (RLIMIT_SIGPENDING)"
    }

    /// Why there is no timer, which keeps room for its signal: `result` is a negated error number here and below.
    static func timer(for result: some BinaryInteger) -> String {
        result == -Int(EAGAIN) ? signals : errorText(of: result)
    }

    /// Why there is no room for requests of asynchronous IO.
    static func requests(for result: some BinaryInteger) -> String {
        guard result == -Int(EAGAIN), let most = setting("fs/aio-max-nr").first else { return errorText(of: result) }
        return "the machine allows \(numbered(most, "request")) at once (fs.aio-max-nr)"
    }

    /// Why there is no further semaphore of System V.
    static func semaphores(for result: some BinaryInteger) -> String {
        let words = setting("kernel/sem")
        guard result == -Int(ENOSPC), words.count == 4 else { return errorText(of: result) }
        return "there may be \(numbered(words[3], "set")) of \(numbered(words[1], "semaphore")) in all (kernel.sem)"
    }

    /// Why there is no ring of io_uring: its memory is locked.
    static func rings(for result: some BinaryInteger) -> String {
        var limit = rlimit()
        guard result == -Int(ENOMEM), getrlimit(__RLIMIT_MEMLOCK, &limit) == 0, limit.rlim_cur != rlim_t.max,
            !mayLock
        else { return errorText(of: result) }
        return "a user may lock \(numbered(Int(clamping: limit.rlim_cur), "byte")) of memory (RLIMIT_MEMLOCK)"
    }

    /// Whether that limit does not hold for this process (CAP_IPC_LOCK).
    private static var mayLock: Bool {
        let line = (textOfFile("/proc/self/status") ?? "").split(separator: "\n").first { $0.hasPrefix("CapEff:") }
        let held = line?.split(whereSeparator: \.isWhitespace).last.flatMap { UInt64($0, radix: 16) } ?? 0
        return held >> 14 & 1 == 1
    }

    /// The numbers of a setting of the kernel.
    private static func setting(_ name: String) -> [Int] {
        (textOfFile("/proc/sys/" + name) ?? "").split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    }

    /// Lets this process, and those that it makes, have so many files open at once, as far as it may. How many it may
    /// then, 2³¹ at the most.
    @discardableResult
    package static func openFiles(_ wanted: Int) -> Int {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        guard getrlimit(resource, &limit) == 0 else { return Int(Int32.max) }
        let (now, most, wanted) = (limit.rlim_cur, limit.rlim_max, rlim_t(clamping: wanted))
        if now < wanted {
            // Who may raises the hard limit too.
            limit = rlimit(rlim_cur: wanted, rlim_max: max(wanted, most))
            if setrlimit(resource, &limit) != 0 {
                limit = rlimit(rlim_cur: min(wanted, most), rlim_max: most)
                if setrlimit(resource, &limit) != 0 { limit.rlim_cur = now }
            }
        }
        return Int(min(limit.rlim_cur, rlim_t(Int32.max)))
    }

    /// How many files may be open, and what to do where that is too few.
    static var files: String {
        "only \(numbered(openFiles(0), "file")) may be open (RLIMIT_NOFILE): 'ulimit -n' raises it"
    }
}
