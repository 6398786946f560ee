extension Topic {
    /// Switches of the kernel's command line that move figures (Documentation/admin-guide/kernel-parameters.txt).
    /// The rest of the line is not kept: it can name disks, hosts and secrets.
    static let commandLine = Topic(
        "Kernel command line",
        switches.flatMap { group in
            group.names.map { name in
                Fact("cmdline." + name.lowercased(), name, moves: group.moves, because: group.because) { survey in
                    survey.commandLineSwitch(name).map { $0.isEmpty ? .flag(true) : .text($0) }
                }
            }
        })

    private static let switches: [(names: [String], moves: [String], because: String)] = [
        (
            [
                "mitigations", "pti", "nopti", "kpti", "spectre_v1", "nospectre_v1", "spectre_v2", "nospectre_v2",
                "spectre_v2_user", "spectre_bhi", "spec_store_bypass_disable", "nospec_store_bypass_disable", "ssbd",
                "l1tf", "mds", "tsx_async_abort", "tsx", "srbds", "mmio_stale_data", "retbleed", "spec_rstack_overflow",
                "gather_data_sampling", "reg_file_data_sampling", "indirect_target_selection", "tsa", "vmscape",
                "l1d_flush", "nobti",
            ],
            ["syscall", "switch", "create", "io"], "mitigations add work to each entry and switch"
        ),
        (
            [
                "isolcpus", "nohz_full", "nohz", "rcu_nocbs", "rcu_nocb_poll", "irqaffinity", "skew_tick",
                "housekeeping", "kthread_cpus",
            ],
            ["*"], "an isolated CPU is disturbed less, a tickless one enters the kernel at more cost"
        ),
        (
            [
                "idle", "intel_idle.max_cstate", "processor.max_cstate", "cpuidle.off", "cpuidle.governor",
                "cpuidle_haltpoll.force", "haltpoll.guest_halt_poll_ns", "intel_pstate", "amd_pstate",
                "cpufreq.default_governor", "cpufreq.off",
            ],
            ["*"], "clock frequency and idle states follow from it"
        ),
        (["nosmt", "maxcpus", "nr_cpus", "possible_cpus"], ["*"], "CPUs are left out"),
        (
            ["preempt", "threadirqs", "noautogroup", "sched_verbose", "psi", "cgroup_disable", "delayacct"],
            ["switch", "create", "io"], "the scheduler works differently"
        ),
        (
            [
                "audit", "apparmor", "selinux", "security", "lsm", "randomize_kstack_offset", "vsyscall",
                "ia32_emulation",
            ],
            ["syscall", "create", "io"], "work on each entry is added or left out"
        ),
        (
            ["clocksource", "tsc", "hpet", "nmi_watchdog", "nowatchdog", "nosoftlockup"],
            ["machine.clock", "syscall.vdso"], "time is kept another way"
        ),
        (
            [
                "transparent_hugepage", "default_hugepagesz", "hugepagesz", "hugepages", "nokaslr", "init_on_alloc",
                "init_on_free", "page_poison", "slub_debug", "slab_debug", "kfence.sample_interval", "numa_balancing",
                "nopcid", "noinvpcid", "nopku", "noxsave", "noxsaveopt", "clearcpuid",
            ],
            ["memory", "create", "switch"], "memory is mapped, cleared or flushed differently"
        ),
    ]
}
