internal import Basics
internal import CKernel

extension Doctor {
    /// What makes figures unsteady or moves them.
    static let noiseChecks: [Check] = [
        Check("hypervisor") { situation in
            guard let hypervisor = situation.hypervisor else {
                return situation.text("machine.hypervisor") == "none"
                    ? (.good, "No hypervisor is in the way.", nil)
                    : (.unknown, "Whether there is a hypervisor is not known.", nil)
            }
            let steal = stolen(situation.root).map {
                $0 > 0
                    ? ", and took \(Format.decimal($0 * 100, places: 3)) % of the time so far"
                    : ", no time was taken so far"
            }
            return (
                .noisy, "\(hypervisor) shares the machine with other guests\(steal ?? "").",
                "use a dedicated host or bare metal for figures to be published"
            )
        },
        Check("governor") { situation in
            switch situation.facts["frequency.governor"] {
            case nil:
                return (.unknown, "The clock frequency is not ours to see or set.", nil)
            case .text("performance"):
                return (.good, "The governor is performance.", nil)
            case let other?:
                return (
                    .noisy, "The governor is \(FactUnit.none.show(other)): the clock follows the load.",
                    "sudo cpupower frequency-set -g performance"
                )
            }
        },
        Check("turbo") { situation in
            guard let turbo = situation.flag("frequency.turbo") else { return nil }
            if !turbo { return (.good, "Turbo is off: the clock has a fixed ceiling.", nil) }
            let file = "/sys/devices/system/cpu/intel_pstate/no_turbo"
            let switchOff =
                situation.root.exists(file)
                ? "echo 1 | sudo tee \(file)" : "echo 0 | sudo tee /sys/devices/system/cpu/cpufreq/boost"
            return (.noisy, "Turbo is on: the clock moves with heat and with the work of other cores.", switchOff)
        },
        Check("SMT") { situation in
            if situation.flag("cpu.smt_active") == true {
                return (
                    .noisy, "SMT is on: work on the sibling thread slows the measured one.",
                    "echo off | sudo tee /sys/devices/system/cpu/smt/control"
                )
            }
            if situation.hypervisor != nil {
                return (
                    .noisy, "The guest cannot see whether another tenant runs on the other half of its core.",
                    "trust the batches that the sentinel calls undisturbed"
                )
            }
            return situation.flag("cpu.smt_active") == false ? (.good, "No core is shared by two threads.", nil) : nil
        },
        Check("idle") { situation in
            if let poll = situation.number("idle.halt_poll"), situation.text("idle.driver") == "haltpoll", poll > 0 {
                return (
                    .noisy,
                    "An idle CPU polls for up to \(Format.decimal(poll / 1000, places: 1)) µs before it halts: "
                        + "wake-ups across CPUs have two prices.",
                    "echo 0 | sudo tee /sys/module/haltpoll/parameters/guest_halt_poll_ns"
                )
            }
            guard case .list(let states) = situation.facts["idle.states"], states.count > 2 else {
                guard let driver = situation.text("idle.driver") else { return nil }
                if driver != "none" { return (.good, "The idle driver \(driver) has no deep states.", nil) }
                let leaves = situation.hypervisor == nil ? "" : ", which leaves the guest"
                return (.unknown, "There is no idle driver: an idle CPU halts\(leaves).", nil)
            }
            return (
                .noisy, "Idle states go down to \(states.last ?? ""): a wake-up on another CPU may take long.",
                "boot with processor.max_cstate=1 intel_idle.max_cstate=1, or hold /dev/cpu_dma_latency open at 0"
            )
        },
        Check("clock source") { situation in
            guard let source = situation.text("kernel.clocksource") else {
                return (.unknown, "The clock source cannot be read.", nil)
            }
            if situation.flag("kernel.clock_in_user_mode") ?? fastClocks.contains(source) {
                return (.good, "The clock source \(source) is read in user mode.", nil)
            }
            var choices: [String] = []
            if case .list(let list) = situation.facts["kernel.clocksources"] { choices = list }
            let file = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
            return (
                .noisy,
                "The clock source is \(source): reading the time enters the kernel\(clockCost(situation)). Rows of the "
                    + "vDSO and of the clock are skipped.",
                fastClocks.contains(source)
                    ? "boot without vdso=0"
                    : choices.contains("tsc")
                        ? "echo tsc | sudo tee \(file)" : "look why: sudo dmesg | grep -i clocksource"
            )
        },
        Check("CPU quota") { situation in
            switch situation.facts["cgroup.cpus"] {
            case .text: return (.good, "No cgroup limits our CPU time.", nil)
            case nil: return (.unknown, "The cgroup's CPU limit cannot be read.", nil)
            case let limit?:
                return (
                    .noisy, "The cgroup may use \(FactUnit.none.show(limit)) CPUs' worth of time and is then stopped.",
                    "start the container without --cpus, and give it CPUs with --cpuset-cpus"
                )
            }
        },
        Check("priority") { situation in
            let (policy, nice) = (situation.text("process.policy") ?? "other", situation.number("process.nice") ?? 0)
            guard policy != "other" || nice != 0 else { return nil }
            return (
                .noisy,
                "This process has the scheduling policy \(policy) and the nice value \(Int(nice)), and so have rows.",
                "start it without chrt and nice"
            )
        },
        Check("other work") { situation in
            guard let running = running(situation.root) else { return (.unknown, "The load cannot be read.", nil) }
            let load = situation.root.line("/proc/loadavg")?.split(separator: " ").first.map { String($0) } ?? "unknown"
            if running == 0 { return (.good, "Nothing else runs at the moment (load \(load)).", nil) }
            return (
                .noisy, "\(running) other \(running == 1 ? "task wants" : "tasks want") to run (load \(load)).",
                "stop other work; ps -eo pcpu,pid,comm --sort -pcpu | head shows it"
            )
        },
    ]

    /// Clocks that the vDSO reads without a system call: arch/x86/include/asm/vdso/clocksource.h, and the Arm timer.
    private static let fastClocks = [
        "tsc", "tsc-early", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter",
    ]

    /// What reading the clock costs on this machine, as the end of a sentence.
    private static func clockCost(_ situation: Situation) -> String {
        guard situation.root.isLive else { return "" }
        let reads: Int64 = 1000
        let start = k_raw_ns()
        for _ in 1..<reads { _ = k_raw_ns() }
        return ", which takes \(Format.time(Double((k_raw_ns() - start) / reads)))"
    }

    /// The part of all CPU time since boot that the hypervisor gave to others (/proc/stat, field "steal").
    private static func stolen(_ root: SystemRoot) -> Double? {
        let ticks = (root.line("/proc/stat")?.split(separator: " ") ?? []).dropFirst().prefix(8).compactMap {
            Double($0)
        }
        guard ticks.count == 8 else { return nil }
        let all = ticks.reduce(0, +)
        return all > 0 ? ticks[7] / all : nil
    }

    /// How many tasks run or want to, besides the one that asks.
    private static func running(_ root: SystemRoot) -> Int? {
        let lines = root.text("/proc/stat", limit: 1 << 20)?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix("procs_running ") }
        return line.flatMap { Int($0.dropFirst("procs_running ".count)) }.map { max(0, $0 - 1) }
    }
}
