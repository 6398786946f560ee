/// The control group of this process, and the limits that it and the groups above it set.
///
/// Only limits leave this type: the names of groups can name containers and users.
struct Cgroup: Sendable {
    private let root: SystemRoot
    /// Folders from the own group up to the top of the hierarchy, for each controller (v2: for all).
    private var unified: [String] = []
    private var byController: [String: [String]] = [:]

    init(_ root: SystemRoot) {
        self.root = root
        let lines = (root.text("/proc/self/cgroup") ?? "").split(separator: "\n").prefix(64)
        for line in lines {
            let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
            guard parts.count == 3 else { continue }
            let path = String(parts[2])
            if parts[1].isEmpty {
                let mounts = ["/sys/fs/cgroup", "/sys/fs/cgroup/unified"]
                let isUnified: (String) -> Bool = { root.exists($0 + "/cgroup.controllers") }
                unified = mounts.first(where: isUnified).map { Self.folders($0, path) } ?? []
            } else {
                for controller in parts[1].split(separator: ",").map({ String($0) }) {
                    let mounts = ["/sys/fs/cgroup/\(parts[1])", "/sys/fs/cgroup/\(controller)"]
                    byController[controller] = mounts.first(where: root.exists).map { Self.folders($0, path) }
                }
            }
        }
    }

    /// Which version limits the given controller: 1, 2, or nil when it is not there.
    var version: Int? {
        if byController["cpu"] != nil { return 1 }
        return unified.isEmpty ? nil : 2
    }

    /// How many CPUs' worth of time may be used, the tightest limit on the way up; infinite when unlimited.
    /// Sources: Documentation/admin-guide/cgroup-v2.rst (cpu.max), Documentation/scheduler/sched-bwc.rst.
    var cpuLimit: Double? {
        if let folders = byController["cpu"] {
            guard hasAny("cpu.cfs_quota_us", folders) else { return .infinity }
            return tightest(folders) { folder in
                guard let quota = root.integer(folder + "/cpu.cfs_quota_us") else { return nil }
                guard quota >= 0 else { return .infinity }
                guard let period = root.integer(folder + "/cpu.cfs_period_us"), period > 0 else { return nil }
                return Double(quota) / Double(period)
            }
        }
        guard unified.isEmpty || hasAny("cpu.max", unified) else { return .infinity }
        return tightest(unified) { folder in
            let words = root.line(folder + "/cpu.max")?.split(separator: " ") ?? []
            guard words.count == 2, let period = Double(words[1]), period > 0 else { return nil }
            return words[0] == "max" ? .infinity : Double(words[0]).map { $0 / period }
        }
    }

    /// How many groups lie above that which accounts for this process's CPU time, as far as they can be seen.
    var depth: Int? {
        let folders = (byController["cpu"] ?? unified).filter { root.exists($0) }
        return folders.isEmpty ? nil : folders.count - 1
    }

    /// Periods of the CPU quota so far, and those of them in which it stopped a group, summed from the own group up;
    /// nil where no group has one.
    var quotaPeriods: (all: Int, stopped: Int)? {
        let texts = (byController["cpu"] ?? unified).map { KeyedText(root.text($0 + "/cpu.stat"), separator: " ") }
        let all = texts.compactMap { $0.integer("nr_periods") }.reduce(0, +)
        return all > 0 ? (all, texts.compactMap { $0.integer("nr_throttled") }.reduce(0, +)) : nil
    }

    /// How many tasks may live in the group, the tightest limit on the way up; infinite when unlimited.
    var taskLimit: Double? {
        let folders = byController["pids"] ?? unified
        guard folders.isEmpty || hasAny("pids.max", folders) else { return .infinity }
        return tightest(folders) { folder in
            root.line(folder + "/pids.max").flatMap { $0 == "max" ? .infinity : Double($0) }
        }
    }

    /// How many tasks live in the group whose limit is looked at, by the group's own count.
    var taskCount: Int? {
        (byController["pids"] ?? unified).compactMap { root.integer($0 + "/pids.current") }.first
    }

    /// Bytes of memory that the group may hold, the tightest limit on the way up; nil when none is known.
    var memoryLimit: Int? {
        let limits = (byController["memory"] ?? unified).compactMap { folder in
            root.integer(folder + "/memory.max") ?? root.integer(folder + "/memory.limit_in_bytes")
        }
        return limits.filter { $0 > 0 }.min()
    }

    /// Whether one of the groups has a file of that name. The top group has none of those that limit, and neither has a
    /// group for which nobody switched the controller on.
    private func hasAny(_ file: String, _ folders: [String]) -> Bool {
        folders.contains { root.exists($0 + "/" + file) }
    }

    private func tightest(_ folders: [String], _ read: (String) -> Double?) -> Double? {
        folders.compactMap(read).filter { $0 >= 0 }.min()
    }

    /// The own folder, then each above it. Where the path is one of another namespace only the upper ones exist.
    private static func folders(_ mount: String, _ path: String) -> [String] {
        var parts = path.split(separator: "/").filter { $0 != ".." }.prefix(64)
        var result: [String] = []
        while !parts.isEmpty {
            result.append(mount + "/" + parts.joined(separator: "/"))
            parts.removeLast()
        }
        return result + [mount]
    }
}
