import Glibc
import Machine

/// What happened besides the measuring, on the measured CPU and on others, from /proc/stat at the beginning and at the
/// end.
struct CPUShares {
    private let cpu: Int
    private let before: (cpu: Ticks, machine: Ticks)?
    private let ownBefore: (workers: Double, all: Double)

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

    /// The shares of the CPU's time that were stolen by the hypervisor and used by other tasks, and how many further
    /// CPUs' worth of time other tasks used; nil where the kernel does not say. The kernel's ticks are a hundredth of a
    /// second long, so this is for a whole run, or for what there has been of it.
    func shares() -> (steal: Double?, foreign: Double?, elsewhere: Double?) {
        guard let before, let after = CPUShares.ticks(of: cpu), after.cpu.all > before.cpu.all else {
            return (nil, nil, nil)
        }
        let all = after.cpu.all - before.cpu.all
        let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))
        let (ended, living) = (CPUShares.ownSeconds(), CPUShares.ticksOfDescendants())
        func foreign(_ busy: Double, less own: Double) -> Double { max(0, busy - own * ticks - living) / all }
        let here = foreign(after.cpu.busy - before.cpu.busy, less: ended.workers - ownBefore.workers)
        let everywhere = foreign(after.machine.busy - before.machine.busy, less: ended.all - ownBefore.all)
        return ((after.cpu.steal - before.cpu.steal) / all, here, max(0, everywhere - here))
    }

    private static func ticks(of cpu: Int) -> (cpu: Ticks, machine: Ticks)? {
        let lines = SystemRoot().text("/proc/stat", limit: 4 << 20)?.split(separator: "\n") ?? []
        guard let one = ticks(in: lines, of: "cpu\(cpu)"), let all = ticks(in: lines, of: "cpu") else { return nil }
        return (one, all)
    }

    private static func ticks(in lines: [Substring], of name: String) -> Ticks? {
        guard let line = lines.first(where: { $0.hasPrefix(name + " ") }) else { return nil }
        // user nice system idle iowait irq softirq steal
        let fields = line.split(separator: " ").dropFirst().compactMap { Double($0) }
        guard fields.count >= 8 else { return nil }
        let busy = fields[0] + fields[1] + fields[2] + fields[5] + fields[6]
        return Ticks(busy: busy, steal: fields[7], all: fields[0..<8].reduce(0, +))
    }

    /// CPU time of all workers that have ended, and of those and this process.
    private static func ownSeconds() -> (workers: Double, all: Double) {
        func seconds(of who: __rusage_who) -> Double {
            var usage = rusage()
            getrusage(who, &usage)
            return [usage.ru_utime, usage.ru_stime].reduce(0) { $0 + Double($1.tv_sec) + Double($1.tv_usec) / 1e6 }
        }
        let workers = seconds(of: RUSAGE_CHILDREN)
        return (workers, workers + seconds(of: RUSAGE_SELF))
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
