internal import Glibc

extension Survey {
    /// Bytes of memory that can be taken without driving anything out, by the kernel's own estimate and the cgroup's
    /// limit; nil where neither is known.
    public var availableMemory: Int? {
        let lines = root.text("/proc/meminfo")?.split(separator: "\n") ?? []
        let words = lines.first { $0.hasPrefix("MemAvailable:") }?.split(separator: " ") ?? []
        let free = words.count > 1 ? Int(words[1]).map { $0 << 10 } : nil
        return [free, cgroup.memoryLimit].compactMap(\.self).min()
    }

    /// Tasks that may be made beside those alive, or nil where nothing limits them. The limit of a user counts
    /// processes and threads of all sessions; root is not held to it.
    public var roomForTasks: Int? {
        var room: [Int] = []
        if let limit = cgroup.taskLimit, limit.isFinite { room.append(Int(limit) - (cgroup.taskCount ?? 0)) }
        var limit = rlimit()
        // The root of a user namespace is bound like any user.
        let map = root.text("/proc/self/uid_map")?.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        let isExempt = geteuid() == 0 && (map ?? "0 0 4294967295") == "0 0 4294967295"
        if !isExempt, getrlimit(__rlimit_resource_t(6), &limit) == 0, limit.rlim_cur < 1 << 30 {
            room.append(Int(limit.rlim_cur) - tasksOfThisUser)
        }
        // A few are kept back: a program that this user starts meanwhile is not to fail for toll.
        return room.min().map { max(1, $0 - 4) }
    }

    private var tasksOfThisUser: Int {
        let user = "\(getuid())"
        return root.entries("/proc").filter { $0.allSatisfy(\.isNumber) }.reduce(0) { sum, process in
            let lines = root.text("/proc/\(process)/status")?.split(separator: "\n") ?? []
            func value(_ key: String) -> Substring? {
                lines.first { $0.hasPrefix(key) }?.split(whereSeparator: \.isWhitespace).dropFirst().first
            }
            guard let owner = value("Uid:"), owner == user else { return sum }
            return sum + (value("Threads:").flatMap { Int($0) } ?? 1)
        }
    }
}
