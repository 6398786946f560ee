import CKernel
import Glibc

extension Topic {
    /// Which kernel, and how it was built. /proc/version is left alone: it names the machine of its builder.
    static let kernel = Topic(
        "Kernel",
        [
            Fact("kernel.release", "release", moves: ["*"], because: "every path measured is kernel code") {
                FactValue($0.root.line("/proc/sys/kernel/osrelease"))
            },
            Fact("kernel.build", "build") { FactValue($0.root.line("/proc/sys/kernel/version")) },
            Fact("kernel.arch", "architecture", moves: ["*"], because: "it is another instruction set") {
                FactValue($0.root.line("/proc/sys/kernel/arch") ?? ($0.root.isLive ? architecture : nil))
            },
            Fact(
                "kernel.preemption", "preemption", moves: ["syscall", "switch", "create", "io"],
                because: "it decides when the scheduler runs and what locks cost"
            ) { FactValue(preemption($0)) },
            Fact(
                "kernel.hz", "timer interrupts per second", moves: ["switch", "create"],
                because: "the tick takes its share"
            ) {
                FactValue(tickRate($0))
            },
            Fact("kernel.clocksource", "clock source", moves: ["machine.clock", "syscall.vdso"], because: clockPath) {
                FactValue($0.root.line("/sys/devices/system/clocksource/clocksource0/current_clocksource"))
            },
            Fact("kernel.clocksources", "clock sources to choose from") {
                $0.root.line("/sys/devices/system/clocksource/clocksource0/available_clocksource")
                    .map { .list($0.split(separator: " ").map { String($0) }) }
            },
            Fact(
                "kernel.clock_in_user_mode", "the clock is read in user mode",
                moves: ["machine.clock", "syscall.vdso"],
                because: clockPath
            ) {
                let found = $0.root.isLive ? k_clock_in_user_mode() : -1
                return found < 0 ? nil : .flag(found == 1)
            },
            Fact("kernel.scheduler", "scheduler", moves: ["switch", "create"], because: "it picks who runs next") {
                FactValue(scheduler($0))
            },
            Fact("kernel.slice", "slice", .nanoseconds, moves: ["switch"], because: "it decides how long a task runs") {
                let slice = $0.root.isLive ? k_slice_ns() : 0
                return FactValue($0.root.integer("/sys/kernel/debug/sched/base_slice_ns") ?? (slice > 0 ? slice : nil))
            },
            Fact(
                "kernel.proxy_execution", "proxy execution", moves: ["switch", "contention"],
                because: "a waiter lends its turn to the owner of a lock"
            ) { survey in
                guard survey.configuration["CONFIG_SCHED_PROXY_EXEC"] == "y" else { return nil }
                return .flag(!["0", "n", "off", "false"].contains(survey.commandLineSwitch("sched_proxy_exec") ?? "1"))
            },
            Fact("kernel.rseq", "restartable sequences", moves: ["switch"], because: "a switch writes to user memory") {
                $0.root.isLive ? .flag(k_has_rseq() == 1) : nil
            },
            Fact(
                "kernel.security", "security modules", moves: ["syscall", "io", "create"],
                because: "they check each call"
            ) {
                let listed = $0.root.line("/sys/kernel/security/lsm")?.split(separator: ",").map { String($0) }
                return (listed ?? ($0.root.isLive ? Listed.securityModules() : nil)).map { .list($0) }
            },
            Fact(
                "kernel.auditing", "audits", moves: ["syscall", "switch", "create", "io"],
                because: "each call is held against rules"
            ) { $0.root.isLive ? Listed.auditing().map { .flag($0) } : nil },
            Fact(
                "kernel.bpf_programs", "BPF programs that watch", moves: ["syscall", "switch", "create", "io"],
                because: "they run at each pass"
            ) { $0.root.isLive ? Listed.programs().map { .list($0) } : nil },
            Fact(each: "kernel.config", "built with", moves: ["*"], because: "it adds work to kernel paths") { survey in
                var values: [String: FactValue] = [:]
                for name in costlyOptions {
                    values[name.lowercased()] = FactValue(survey.configuration["CONFIG_" + name])
                }
                return values
            },
            Fact("kernel.libc", "C library", moves: ["syscall", "create", "switch"], because: "it wraps the calls") {
                $0.root.isLive ? FactValue(String(cString: k_libc_version())) : nil
            },
        ])

    /// The fair scheduler, or the BPF program that takes its place (Documentation/scheduler/sched-ext.rst).
    private static func scheduler(_ survey: Survey) -> String? {
        if survey.root.line("/sys/kernel/sched_ext/state") == "enabled" {
            return "sched_ext: " + (survey.root.line("/sys/kernel/sched_ext/root/ops") ?? "unnamed")
        }
        let parts = survey.root.line("/proc/sys/kernel/osrelease")?.split { !$0.isNumber }.prefix(2) ?? []
        let numbers = parts.compactMap { Int($0) }
        guard numbers.count == 2 else { return nil }
        return (numbers[0], numbers[1]) >= (6, 6) ? "EEVDF" : "CFS"
    }

    private static let clockPath = "only some clocks are read without entering the kernel"

    /// Options that make entering, switching or allocating dearer when built in (their Kconfig help says so).
    private static let costlyOptions = [
        "VIRT_CPU_ACCOUNTING_GEN", "NO_HZ_FULL", "IRQ_TIME_ACCOUNTING", "PSI", "SCHED_CORE", "DEBUG_PREEMPT",
        "PROVE_LOCKING", "LOCK_STAT", "DEBUG_LIST", "KASAN", "KFENCE", "KCSAN", "UBSAN", "DEBUG_PAGEALLOC",
        "INIT_ON_ALLOC_DEFAULT_ON", "INIT_STACK_ALL_ZERO", "RANDOMIZE_KSTACK_OFFSET_DEFAULT", "HARDENED_USERCOPY",
        "CFI_CLANG", "SHADOW_CALL_STACK", "PARAVIRT_SPINLOCKS",
    ]

    private static let architecture: String? = {
        var names = utsname()
        guard uname(&names) == 0 else { return nil }
        return withUnsafeBytes(of: &names.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }()

    /// The mode in force where debugfs has it; else what the build allows, with "?" where the mode can be switched.
    private static func preemption(_ survey: Survey) -> String? {
        let root = survey.root
        if let mode = root.marked("/sys/kernel/debug/sched/preempt", open: "(", close: ")") { return mode }
        if root.integer("/sys/kernel/realtime") == 1 { return "rt" }
        let words = root.line("/proc/sys/kernel/version")?.split(separator: " ").map { String($0) } ?? []
        if words.contains("PREEMPT_RT") { return "rt" }
        let asked = survey.commandLineSwitch("preempt")
        let built = [
            ("PREEMPT_LAZY", "lazy"), ("PREEMPT", "full"), ("PREEMPT_VOLUNTARY", "voluntary"), ("PREEMPT_NONE", "none"),
        ].first { survey.configuration["CONFIG_" + $0.0] == "y" }?.1
        if words.contains("PREEMPT_DYNAMIC") { return asked ?? built ?? "dynamic, mode not readable" }
        if words.contains("PREEMPT_LAZY") { return "lazy" }
        if words.contains("PREEMPT") { return "full" }
        return built ?? (words.isEmpty ? nil : "none or voluntary")
    }

    /// CONFIG_HZ where the configuration can be read; else from the coarse clocks, which advance by one tick and
    /// give that as their resolution (clock_getres(2), kernel/time/posix-timers.c: posix_get_coarse_res).
    private static func tickRate(_ survey: Survey) -> Int? {
        if let built = survey.configuration.integer("CONFIG_HZ") { return built }
        var resolution = timespec()
        guard survey.root.isLive, clock_getres(CLOCK_MONOTONIC_COARSE, &resolution) == 0, resolution.tv_sec == 0,
            resolution.tv_nsec >= 100_000
        else { return nil }
        return Int((1e9 / Double(resolution.tv_nsec)).rounded())
    }
}
