import Basics
import Glibc
import Testing

@testable import Counters

@Suite struct RefusalTests {
    static let cycles = CounterEvent(name: "cycles", type: 0, config: 0)
    static let userCycles = CounterEvent(name: "cycles:u", type: 0, config: 0, excludeKernel: true)
    static let bare = CounterSituation(paranoid: 2, seccomp: 0, hasPMU: false)

    @Test(arguments: [
        (
            cycles, EACCES, CounterSituation(paranoid: 2, seccomp: 0, hasPMU: true),
            "kernel.perf_event_paranoid is 2: counting in the kernel needs 1 or less, or CAP_PERFMON"
        ),
        (
            userCycles, EACCES, CounterSituation(paranoid: 4, seccomp: 0, hasPMU: true),
            "kernel.perf_event_paranoid is 4: needs 2 or less, or CAP_PERFMON"
        ),
        (
            userCycles, EACCES, CounterSituation(paranoid: 1, seccomp: 0, hasPMU: true, wholeCPU: true),
            "kernel.perf_event_paranoid is 1: counting a whole CPU needs 0 or less, or CAP_PERFMON"
        ),
        (
            .contextSwitches, EPERM, CounterSituation(paranoid: 2, seccomp: 2, hasPMU: true),
            "a seccomp filter, as in a container, forbids it (perf_event_open: EPERM)"
        ),
        (
            .contextSwitches, EPERM, CounterSituation(paranoid: nil, seccomp: nil, hasPMU: true),
            "not allowed here (perf_event_open: EPERM): needs CAP_PERFMON"
        ),
        (
            cycles, ENOENT, bare,
            "this machine has no hardware counters (perf_event_open: ENOENT), as in most virtual machines"
        ),
        (
            cycles, ENOENT, CounterSituation(paranoid: 2, seccomp: 0, hasPMU: true),
            "this machine's counters have no such event (perf_event_open: ENOENT)"
        ),
        (
            .contextSwitches, EMFILE, bare,
            "no file descriptor is left for it (perf_event_open: EMFILE): 'ulimit -n' raises their number"
        ), (.contextSwitches, ENFILE, bare, "no file descriptor is left for it (perf_event_open: ENFILE)"),
        (.contextSwitches, 9999, bare, "refused (perf_event_open: error 9999)"),
    ])
    func eachAnswerHasItsOneLine(event: CounterEvent, code: Int32, situation: CounterSituation, reason: String) {
        let refusal = CounterRefusal(event, errno: code, in: situation)
        #expect(refusal.reason == reason)
        #expect(refusal.description == "\(event.name): \(reason)")
    }

    @Test func theSituationOfThisProcessIsRead() {
        let situation = CounterSituation.now(cpu: 0)
        #expect(situation.wholeCPU)
        #expect(situation.seccomp != nil)
        #expect(situation.paranoid.map { (-1...4).contains($0) } ?? true)
    }
}

@Suite struct SmallFileTests {
    @Test func pmusOfTheCPUAreKnownByTheirNames() throws {
        let root = "/tmp/toll-pmus-\(getpid())"
        let names = [
            "armv8_pmuv3_0", "breakpoint", "cpu_atom", "cpu_core", "software", "uncore_imc_0", "arm_dsu_0",
            "armv8_cortex_a72",
        ]
        mkdir(root, 0o700)
        for name in names { mkdir("\(root)/\(name)", 0o700) }
        defer {
            for name in names { rmdir("\(root)/\(name)") }
            rmdir(root)
        }
        #expect(cpuPMUs(in: root) == ["armv8_cortex_a72", "armv8_pmuv3_0", "cpu_atom", "cpu_core"])
        #expect(cpuPMUs(in: "\(root)/none").isEmpty)
    }

    @Test func textOfFilesWithoutASizeIsWhole() throws {
        #expect(try #require(textOfFile("/proc/self/status")).contains("Seccomp"))
        #expect(textOfFile("/no/such/file") == nil)
        #expect("  a b\n".trimmed == "a b")
        #expect(" \n".trimmed == "")
    }
}
