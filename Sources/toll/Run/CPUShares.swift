import Glibc
import Machine

/// What happened on the measured CPU besides the measuring, from /proc/stat at the beginning and at the end.
struct CPUShares {
    private let cpu: Int
    private let before: Ticks?
    private let ownBefore: Double

    private struct Ticks {
        var busy: Double
        var steal: Double
        var all: Double
    }

    init(cpu: Int) {
        self.cpu = cpu
        before = CPUShares.ticks(of: cpu)
        ownBefore = CPUShares.ownSeconds()
    }

    /// The shares of the CPU's time that were stolen by the hypervisor and used by other tasks; nil where the kernel
    /// does not say. The kernel's ticks are a hundredth of a second long, so this is for a whole run, or for what there
    /// has been of it.
    func shares() -> (steal: Double?, foreign: Double?) {
        guard let before, let after = CPUShares.ticks(of: cpu), after.all > before.all else { return (nil, nil) }
        let all = after.all - before.all
        let ended = (CPUShares.ownSeconds() - ownBefore) * Double(sysconf(Int32(_SC_CLK_TCK)))
        let own = ended + CPUShares.ticksOfDescendants()
        return ((after.steal - before.steal) / all, max(0, after.busy - before.busy - own) / all)
    }

    private static func ticks(of cpu: Int) -> Ticks? {
        let lines = SystemRoot().text("/proc/stat", limit: 4 << 20)?.split(separator: "\n") ?? []
        guard let line = lines.first(where: { $0.hasPrefix("cpu\(cpu) ") }) else { return nil }
        // user nice system idle iowait irq softirq steal
        let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard fields.count >= 8 else { return nil }
        let busy = fields[0] + fields[1] + fields[2] + fields[5] + fields[6]
        return Ticks(busy: busy, steal: fields[7], all: fields[0..<8].reduce(0, +))
    }

    /// CPU time of all workers that have ended.
    private static func ownSeconds() -> Double {
        var usage = rusage()
        getrusage(RUSAGE_CHILDREN, &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }

    /// CPU time of the workers that live, and of what they started.
    private static func ticksOfDescendants() -> Double {
        let root = SystemRoot()
        var parents: [Int: Int] = [:]
        var ticks: [Int: Double] = [:]
        for pid in root.entries("/proc").compactMap({ Int($0) }) {
            // After the name, which may hold anything: state, parent; user and system time, and that of ended children.
            guard let text = root.text("/proc/\(pid)/stat"), let end = text.lastIndex(of: ")") else { continue }
            let fields = text[end...].split(separator: " ").dropFirst()
            guard fields.count > 14, let parent = Int(fields[fields.startIndex + 1]) else { continue }
            parents[pid] = parent
            ticks[pid] = fields.dropFirst(11).prefix(4).compactMap { Double($0) }.reduce(0, +)
        }
        let own = Int(getpid())
        // Whoever started toll by exec may have left children of its own, which are no workers.
        let workers = Set(parents.filter { $0.value == own && program(of: $0.key) == program(of: own) }.keys)
        func isDescendant(_ pid: Int) -> Bool {
            var (next, steps) = (pid, 0)
            while let parent = parents[next], steps < 64 {
                if workers.contains(next) { return true }
                (next, steps) = (parent, steps + 1)
            }
            return false
        }
        return ticks.filter { isDescendant($0.key) }.values.reduce(0, +)
    }

    /// The file that a process runs; empty where that is not said.
    private static func program(of pid: Int) -> [CChar] {
        var path = [CChar](repeating: 0, count: Int(PATH_MAX))
        let count = readlink("/proc/\(pid)/exe", &path, path.count)
        return Array(path.prefix(max(0, count)))
    }
}
