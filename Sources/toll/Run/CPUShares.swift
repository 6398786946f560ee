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
    /// does not say. The kernel's ticks are a hundredth of a second long, so this is for a whole run.
    func shares() -> (steal: Double?, foreign: Double?) {
        guard let before, let after = CPUShares.ticks(of: cpu), after.all > before.all else { return (nil, nil) }
        let all = after.all - before.all
        let own = (CPUShares.ownSeconds() - ownBefore) * Double(sysconf(Int32(_SC_CLK_TCK)))
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
}
