internal import Basics
internal import CKernel
internal import Glibc

/// What keeps tasks from being made and files from being opened.
package enum Limits {
    /// The limit that is reached, as far as the kernel's error and its books show. By the time it is asked for, tasks
    /// may have ended again: `wanted` is how many more there were to be.
    static func reason(for code: Int32, wanting wanted: Int = 1) -> String {
        guard code == EAGAIN else { return errorText(code) }
        for folder in ControlGroup.folders(of: "pids") {
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
        if getrlimit(__RLIMIT_NPROC, &limit) == 0, limit.rlim_cur != rlim_t.max {
            return "a user may have \(numbered(Int(clamping: limit.rlim_cur), "task")) (RLIMIT_NPROC)"
        }
        return errorText(code)
    }

    /// Why no signal can be queued.
    static var signals: String {
        var limit = rlimit()
        let most = getrlimit(__RLIMIT_SIGPENDING, &limit) == 0 ? Int(clamping: limit.rlim_cur) : 0
        return "a user may have \(numbered(most, "signal")) pending (RLIMIT_SIGPENDING)"
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
