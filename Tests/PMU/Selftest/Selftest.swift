import Glibc

// What a guest with a real PMU driver can prove of the counters. The mode says how QEMU counts: `exact` is one
// instruction = one cycle, `eight` is eight cycles an instruction, `cycles-only` has no counter of instructions.
// `instructions` counts as `exact` does and proves nothing: it prints what operations come to (Scripts/exact).
// Some checks change kernel settings, so it runs in the guest alone, where the mode is set.

@main struct Selftest {
    static func main() {
        serveIfAsked()
        guard let mode = getenv("PMU_MODE").map({ String(cString: $0) }), getppid() == 1 else {
            print("this is the self-test of the guest: make test-pmu")
            exit(2)
        }
        var report = Report()
        switch mode {
        case "exact":
            knownLoopChecks(&report)
            modeChecks(&report)
            switchingPairChecks(&report)
            groupLimitChecks(&report)
            nameChecks(&report)
            passChecks(&report)
            userReadChecks(&report)
            paranoidChecks(&report)
            fiberChecks(&report)
            probeChecks(&report)
        case "instructions": instructionCounts(&report)
        case "eight": eightCycleChecks(&report)
        case "cycles-only": cyclesOnlyChecks(&report)
        default: report.check("mode", false, "there is no mode \(mode)")
        }
        exit(report.failures == 0 ? 0 : 1)
    }
}
