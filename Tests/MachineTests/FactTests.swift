import Machine
import Testing

@Suite struct FactTests {
    @Test func everyFactHasItsOwnKeyAndASensibleEntry() {
        let facts = Topic.all.flatMap(\.facts)
        #expect(Set(facts.map(\.key)).count == facts.count)
        #expect(Set(Topic.all.map(\.title)).count == Topic.all.count)
        for fact in facts {
            #expect(fact.key == fact.key.lowercased() && !fact.key.contains(" "), "\(fact.key)")
            #expect(fact.moves.isEmpty == (fact.because == nil), "\(fact.key): what moves needs a reason")
            #expect(fact.moves.allSatisfy { $0 == "*" || $0.first?.isLetter == true && $0.last != "." }, "\(fact.key)")
        }
    }

    @Test func intelLaptop() throws {
        let facts = try Fixture(Machines.intelLaptop).facts
        #expect(facts["cpu.vendor"] == .text("GenuineIntel"))
        #expect(facts["cpu.family"] == .integer(6))
        #expect(facts["cpu.model_number"] == .integer(142))
        #expect(facts["cpu.microcode"] == .text("0xf6"))
        #expect(facts["cpu.logical"] == .integer(4))
        #expect(facts["cpu.cores"] == .integer(2))
        #expect(facts["cpu.sockets"] == .integer(1))
        #expect(facts["cpu.smt_active"] == .flag(true))
        #expect(facts["cpu.tsc"] == .list(["constant_tsc", "nonstop_tsc", "rdtscp"]))
        #expect(facts["cache.l1d"] == .integer(32 << 10))
        #expect(facts["cache.l1i"] == .integer(32 << 10))
        #expect(facts["cache.last_level"] == .integer(8 << 20))
        #expect(facts["cache.last_level_cpus"] == .integer(4))
        #expect(facts["frequency.governor"] == .list(["performance", "powersave"]))
        #expect(facts["frequency.driver"] == .text("intel_pstate"))
        #expect(facts["frequency.max"] == .integer(4_200_000_000))
        #expect(facts["frequency.turbo"] == .flag(true))
        #expect(facts["idle.states"] == .list(["POLL", "C1", "C10"]))
        #expect(facts["machine.hypervisor"] == .text("none"))
        #expect(facts["kernel.release"] == .text("6.1.0-18-amd64"))
        #expect(facts["kernel.preemption"] == .text("voluntary"))
        #expect(facts["kernel.hz"] == .integer(250))
        #expect(facts["kernel.config.psi"] == .text("y"))
        #expect(facts["kernel.config.kasan"] == nil)
        #expect(facts["process.root"] == .flag(false))
        #expect(facts["process.cap_sys_admin"] == .flag(false))
        #expect(facts["process.seccomp"] == .text("off"))
        #expect(facts["rlimit.processes"] == .integer(300))
        #expect(facts["rlimit.locked_memory"] == .text("none"))
        #expect(facts["memory.total"] == .integer(16_252_928 << 10))
        #expect(facts["memory.thp"] == .text("madvise"))
        #expect(facts["sysctl.kernel.pid_max"] == .integer(4_194_304))
    }

    @Test func theTightestLimitOnTheWayUpCounts() throws {
        let facts = try Fixture(Machines.intelLaptop).facts
        #expect(facts["cgroup.version"] == .integer(2))
        #expect(facts["cgroup.cpus"] == .integer(2))
        #expect(facts["cgroup.tasks"] == .integer(9000))
    }

    @Test func cgroupOfAContainerWhosePathIsNotMounted() throws {
        let facts = try Fixture(Machines.amdGuest).facts
        #expect(facts["cgroup.version"] == .integer(1))
        #expect(facts["cgroup.cpus"] == .real(1.5))
        #expect(facts["cgroup.tasks"] == .text("none"))
        #expect(facts["machine.container"] == .text("docker"))
        #expect(facts["machine.hypervisor"] == .text("KVM"))
        #expect(facts["kernel.preemption"] == .text("rt"))
        #expect(facts["process.cap_perfmon"] == .flag(true))
        #expect(facts["process.seccomp_filters"] == .integer(3))
    }

    @Test func armNamesItsPartByNumber() throws {
        let facts = try Fixture(Machines.armServer).facts
        #expect(facts["cpu.vendor"] == .text("Arm"))
        #expect(facts["cpu.model"] == .text("Arm Neoverse-N1"))
        #expect(facts["cpu.stepping"] == .text("r3p1"))
        #expect(facts["cpu.features"] == .list(["atomics", "sve", "paca"]))
        #expect(facts["cpu.sockets"] == .integer(2))
        #expect(facts["cpu.numa_nodes"] == .integer(2))
        #expect(facts["machine.hypervisor"] == nil, "an Arm CPU does not tell")
    }

    @Test func ofTheCommandLineOnlyTheSwitchesThatMatter() throws {
        let facts = try Fixture(Machines.intelLaptop).facts
        let switches = facts.values.filter { $0.key.hasPrefix("cmdline.") }
        #expect(
            switches == [
                "cmdline.mitigations": .text("off"), "cmdline.nosmt": .flag(true),
                "cmdline.intel_pstate": .text("passive"),
            ])
    }

    @Test func mitigationsOfKernelsToComeAreRead() throws {
        let facts = try Fixture(Machines.intelLaptop).facts
        #expect(facts["mitigation.meltdown"] == .text("Mitigation: PTI"))
        #expect(facts["mitigation.of_tomorrow"] == .text("Vulnerable"))
    }

    @Test func noHostNameAndNoSerialNumber() throws {
        let shown = "\(try Fixture(Machines.intelLaptop).facts)"
        for secret in ["SECRETHOST", "PF-SERIAL", "UUID=secret", "user-1000"] { #expect(!shown.contains(secret)) }
    }

    @Test(arguments: [
        ("none voluntary (full)", "#1 SMP PREEMPT_DYNAMIC", "", "full"),
        ("", "#1 SMP PREEMPT_DYNAMIC", "preempt=none", "none"),
        ("", "#1 SMP PREEMPT_DYNAMIC", "", "dynamic, mode not readable"),
        ("", "#1 SMP PREEMPT", "", "full"), ("", "#1 SMP", "", "none or voluntary"),
    ])
    func preemption(debug: String, version: String, line: String, expected: String) throws {
        let fixture = try Fixture([
            "/sys/kernel/debug/sched/preempt": debug, "/proc/sys/kernel/version": version, "/proc/cmdline": line,
        ])
        #expect(fixture.facts["kernel.preemption"] == .text(expected))
    }

    @Test(arguments: [
        ("Amazon EC2", "c7g.large", "KVM (Nitro)"), ("Amazon EC2", "c7g.metal", "none"),
        ("VMware, Inc.", "VMware20,1", "VMware"), ("Microsoft Corporation", "Virtual Machine", "Hyper-V"),
    ])
    func hypervisorByFirmware(vendor: String, product: String, expected: String) throws {
        let fixture = try Fixture(["/sys/class/dmi/id/sys_vendor": vendor, "/sys/class/dmi/id/product_name": product])
        #expect(fixture.facts["machine.hypervisor"] == .text(expected))
    }

    @Test func aGuestBootedFromAContainersImageIsNoContainer() throws {
        let files = ["/.dockerenv": "", "/proc/self/cgroup": "0::/\n", "/proc/2/comm": "kthreadd\n"]
        #expect(try Fixture(files).facts["machine.container"] == .text("none"))
        #expect(
            try Fixture(files.filter { $0.key != "/proc/2/comm" }).facts["machine.container"] == .text("docker"))
    }
}
