import Glibc
import Machine
import Testing

@Suite struct DoctorTests {
    private let refused = CounterAttempt(hardware: EACCES, software: EACCES)

    @Test func laptopOfAnOrdinaryUser() throws {
        let found = try Fixture(Machines.intelLaptop).findings(refused)
        #expect(found["hardware counters"]?.state == .limits)
        #expect(found["hardware counters"]?.what.contains("perf_event_paranoid is 3") == true)
        #expect(found["hardware counters"]?.advice?.contains("sysctl kernel.perf_event_paranoid=2") == true)
        #expect(found["software counters"]?.state == .limits)
        #expect(found["kernel counts"]?.advice?.contains("sysctl kernel.perf_event_paranoid=1") == true)
        #expect(found["NMI watchdog"]?.advice == "sudo sysctl kernel.nmi_watchdog=0")
        #expect(found["governor"]?.what == "The governor is performance, powersave: the clock follows the load.")
        #expect(found["turbo"]?.state == .noisy && found["SMT"]?.state == .noisy && found["idle"]?.state == .noisy)
        #expect(found["hypervisor"]?.state == .good)
        #expect(found["clock source"]?.state == .good)
        #expect(
            found["tasks"]?.what.contains("At most 300 tasks") == true && found["tasks"]?.advice == "ulimit -u 40000")
        #expect(found["namespaces"]?.what.contains("unprivileged_userns_clone is 0") == true)
        #expect(found["real time"]?.state == .limits)
        #expect(found["CPU quota"]?.what.contains("2 CPUs' worth") == true)
        #expect(found["other work"]?.what == "3 other tasks want to run (load 2.50).")
        #expect(found["gnuplot"]?.state == .limits)
        #expect(found["CPUs"]?.state == .good)
        #expect(found["turbo"]?.advice?.contains("no_turbo") == true)
    }

    @Test func guestWithoutPMU() throws {
        let found = try Fixture(Machines.amdGuest).findings(CounterAttempt(hardware: ENOENT, software: 0))
        #expect(
            found["hardware counters"]?.what.contains("This KVM guest is given no performance-monitoring unit") == true)
        #expect(found["software counters"]?.state == .good)
        #expect(found["kernel counts"]?.state == .good, "CAP_PERFMON is not bound by level 2")
        #expect(
            found["hypervisor"]?.what == "KVM shares the machine with other guests, and took 10 % of the time so far.")
        #expect(found["system-call filter"]?.state == .noisy)
        #expect(found["io_uring"]?.state == .limits)
        #expect(found["huge pages"]?.state == .limits)
        #expect(found["tracepoints"]?.advice?.contains("mount -t tracefs") == true)
        #expect(found["namespaces"]?.state == .good && found["real time"]?.state == .good)
        #expect(found["other work"]?.state == .good && found["tasks"]?.state == .good)
        #expect(found["SMT"]?.what.contains("another tenant") == true)
    }

    @Test func theTryDecidesNotTheSettings() throws {
        let found = try Fixture(Machines.amdGuest).findings(CounterAttempt(hardware: 0, software: 0))
        #expect(found["hardware counters"]?.state == .good)
        let untried = try Fixture(Machines.intelLaptop).findings()
        #expect(untried["hardware counters"]?.state == .unknown && untried["software counters"] == nil)
    }

    @Test func howACounterIsReadIsSaid() throws {
        func reads(_ attempt: CounterAttempt) throws -> Finding? {
            try Fixture(Machines.amdGuest).findings(attempt)["counter reads"]
        }
        #expect(try reads(CounterAttempt(hardware: ENOENT, software: 0)) == nil)
        #expect(try reads(CounterAttempt(hardware: 0, software: 0))?.what.contains("without a system call") == true)
        let forbidden = CounterAttempt(
            hardware: 0, software: 0, readByCall: "kernel.perf_user_access is 0: needs 1")
        #expect(
            try reads(forbidden)?.what.hasSuffix("by a system call: kernel.perf_user_access is 0: needs 1.") == true)
        #expect(try reads(forbidden)?.advice == "sysctl kernel.perf_user_access=1")
    }

    @Test func aFilterIsBlamedWhereOneIsInForce() throws {
        let found = try Fixture(Machines.amdGuest).findings(CounterAttempt(hardware: EPERM, software: EPERM))
        #expect(found["hardware counters"]?.what.contains("a system-call filter is in force") == true)
        #expect(found["hardware counters"]?.advice?.contains("seccomp") == true)
    }

    @Test(arguments: [ENOENT, EACCES, EPERM, EBUSY, ENOSYS, EMFILE, EINVAL, 12345])
    func everyRefusalHasASentence(error: Int32) throws {
        let found = try Fixture(Machines.intelLaptop).findings(CounterAttempt(hardware: error, software: error))
        #expect(found["hardware counters"]?.state == .limits)
        #expect(found["hardware counters"]?.what.hasSuffix(".") == true)
    }

    @Test func theLimitOnTasksDoesNotBindRoot() throws {
        var files = Machines.intelLaptop
        files["/sys/fs/cgroup/user.slice/user-1000.slice/pids.max"] = "max"
        #expect(try Fixture(files).findings()["tasks"]?.state == .limits)
        files["/proc/self/status"] = "Uid:\t0\t0\t0\t0\nCapEff:\t000001ffffffffff\n"
        #expect(try Fixture(files).findings()["tasks"]?.what == "Up to 4194304 tasks may live at once.")
    }

    /// The top group has no file that would limit it.
    @Test func whereNothingLimitsNothingIsUnknown() throws {
        var files = Machines.intelLaptop.filter { !$0.key.hasSuffix("cpu.max") && !$0.key.hasSuffix("pids.max") }
        files["/proc/self/cgroup"] = "0::/\n"
        #expect(try Fixture(files).findings()["CPU quota"]?.what == "No cgroup limits our CPU time.")
        files["/sys/fs/cgroup/cgroup.controllers"] = nil
        #expect(try Fixture(files).findings()["CPU quota"]?.state == .unknown)
    }

    @Test func clocksAndPagesAreNotGuessedAt() throws {
        var files = Machines.intelLaptop
        let clock = "/sys/devices/system/clocksource/clocksource0/current_clocksource"
        for (source, state) in [("tsc-early", Finding.State.good), ("hpet", .noisy), ("acpi_pm", .noisy)] {
            files[clock] = source + "\n"
            #expect(try Fixture(files).findings()["clock source"]?.state == state)
        }
        files["/sys/kernel/mm/transparent_hugepage/enabled"] = nil
        #expect(try Fixture(files).findings()["huge pages"]?.state == .unknown)
        files["/sys/kernel/mm/ksm/run"] = "0\n"
        #expect(try Fixture(files).findings()["huge pages"]?.what.contains("built without") == true)
    }

    @Test func oneCPU() throws {
        var files = Machines.armServer
        files["/proc/self/status"] = "Cpus_allowed_list:\t2\n"
        #expect(try Fixture(files).findings()["CPUs"]?.what.hasPrefix("Only CPU 2 may be used") == true)
    }

    @Test func gnuplotIsLookedForInThePath() throws {
        var files = Machines.amdGuest
        files["/opt/bin/gnuplot"] = "#!/bin/sh\n"
        let fixture = try Fixture(files)
        #expect(fixture.findings(searchPath: "/usr/bin:/opt/bin")["gnuplot"]?.state == .limits, "not executable")
        try fixture.makeExecutable("/opt/bin/gnuplot")
        #expect(fixture.findings(searchPath: "/usr/bin:/opt/bin")["gnuplot"]?.state == .good)
        #expect(fixture.findings(searchPath: "")["gnuplot"]?.state == .limits)
    }

    @Test func whatIsNotGoodSaysWhatToDoOrThatNothingCanBe() throws {
        for files in [Machines.intelLaptop, Machines.amdGuest, Machines.armServer] {
            for finding in try Fixture(files).findings(refused).values {
                #expect(finding.what.hasSuffix(".") && finding.what.first?.isWhitespace == false, "\(finding)")
                #expect(finding.state != .noisy || finding.advice != nil, "\(finding)")
                #expect(finding.state != .good || finding.advice == nil, "\(finding)")
            }
        }
    }
}
