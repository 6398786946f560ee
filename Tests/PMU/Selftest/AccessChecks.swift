import CKernel
import CSelftest
import Counters
import Glibc

/// Reads from user space, with the kernel's setting on and off.
func userReadChecks(_ report: inout Report) {
    for (setting, expected) in [
        ("1", ReadPath.userSpace), ("0", .systemCall("kernel.perf_user_access is 0: needs 1")),
    ] {
        guard set("/proc/sys/kernel/perf_user_access", setting) else {
            report.check("perf_user_access", false, "cannot be set to \(setting)")
            continue
        }
        for event in [instructions.byMode[0], cycles.byMode[0]] {
            report.section("user-space reads") { report throws(CounterRefusal) in
                let reader = try UserReader(event)
                report.check(
                    "\(event.name) with perf_user_access \(setting)", reader.path == expected, "\(reader.path)")
                let before = try reader.read()
                known_loop(rounds)
                let difference = try reader.read() - before
                report.check("it reads the loop", near(difference, known, within: 300), "\(difference)")
                let first = try reader.read()
                let cost = try reader.read() - first
                report.check("two reads are close", cost < 300, "\(cost) apart")
            }
        }
    }
    _ = set("/proc/sys/kernel/perf_user_access", "1")
}

/// What an ordinary user is told at each level of kernel.perf_event_paranoid. Debian's 3 allows nothing.
func paranoidChecks(_ report: inout Report) {
    let kernelToo = instructions
    let userOnly = instructions.byMode[0]
    let cases: [(level: String, event: CounterEvent, reason: String?)] = [
        ("3", userOnly, "kernel.perf_event_paranoid is 3: needs 2 or less, or CAP_PERFMON"),
        ("3", kernelToo, "kernel.perf_event_paranoid is 3: counting in the kernel needs 1 or less, or CAP_PERFMON"),
        ("2", userOnly, nil),
        ("2", kernelToo, "kernel.perf_event_paranoid is 2: counting in the kernel needs 1 or less, or CAP_PERFMON"),
        ("1", kernelToo, nil),
    ]
    for (level, event, reason) in cases {
        guard set("/proc/sys/kernel/perf_event_paranoid", level) else {
            report.check("perf_event_paranoid", false, "cannot be set to \(level)")
            continue
        }
        let seen = inChild {
            guard setgid(1000) == 0, setuid(1000) == 0 else { return "cannot become another user" }
            do throws(CounterRefusal) {
                _ = try CounterGroup([event], inherit: false)
                return "counts"
            } catch {
                return error.reason
            }
        }
        report.check("\(event.name) for an ordinary user at paranoid \(level)", seen == reason ?? "counts", seen)
    }
}
