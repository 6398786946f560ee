import Sampling
import Testing

@testable import Claims

@Suite struct EntryRuleTests {
    @Test(arguments: [(90.0, "holds"), (120, "about 1.20×"), (190, "off by 1.90×"), (300, "does not hold")])
    func theNullSyscallIsHeldAgainst100(cost: Double, verdict: String) throws {
        #expect(try judge("null-syscall", Script("syscall.null.raw", cost, wobble: spread(5))).verdict.text == verdict)
    }

    /// Which call is a null call is a matter of meaning: from the floor to getppid. The old rule took one of them.
    @Test func theNullSyscallIsARange() throws {
        let judgement = try judge("null-syscall", Script("syscall.enosys", 70), Script("syscall.null.raw", 113))
        #expect(judgement.verdict.text == "about 1.13×")
        #expect(judgement.headline.text == "70.0…113 ns")
        #expect(judgement.reason.hasPrefix("syscall.enosys to syscall.null.raw: 70.0 ns ["))
        // Both ends have to be as claimed, and where they say the opposite nothing is decided.
        #expect(
            try judge("null-syscall", Script("syscall.enosys", 70), Script("syscall.null.raw", 95)).verdict.word
                == .holds)
        #expect(
            try judge("null-syscall", Script("syscall.enosys", 90), Script("syscall.null.raw", 230)).verdict.word
                == .cannotTell)
    }

    @Test(arguments: [(100.0, "holds"), (20, "does not hold"), (450, "does not hold"), (210, "about 1.05×")])
    func theYardstickIsGoodWithinAFactorOf2(cost: Double, verdict: String) throws {
        let judgement = try judge(
            "dram-yardstick", Script("syscall.null.raw", cost, wobble: spread(2)), Script("memory.dram.huge", 100),
            Script("memory.dram.small", 130))
        #expect(judgement.verdict.text == verdict)
        #expect(
            judgement.here.figures.map(\.of) == [
                "syscall.null.raw over memory.dram.huge", "syscall.null.raw", "memory.dram.huge", "memory.dram.small",
            ])
    }

    /// The floor decides, in ns; DRAM is said beside. By the old rule two yardsticks contradicted each other, and
    /// nothing was decided.
    @Test(arguments: [(90.0, 70.0, "holds"), (130, 170, "off by 1.30×"), (230, 100, "does not hold")])
    func isolationIsDecidedByTheFloor(cost: Double, dram: Double, verdict: String) throws {
        let judgement = try judge(
            "isolation-fast", Script("syscall.enosys", cost), Script("memory.dram.huge", dram),
            Script("syscall.null.raw", 250), Script("syscall.null.seccomp", 350))
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.dramAccesses != nil)
        #expect(judgement.here.figures.map(\.of) == ["syscall.enosys", "syscall.null.raw", "syscall.null.seccomp"])
    }

    @Test func theHypervisorsPartOfTheOldWayInIsNamed() throws {
        let rows = [Script("syscall.enosys", 80), Script("syscall.null.int80", 4700), Script("machine.trap", 4000)]
        #expect(try judge("isolation-fast", rows.map(\.record)).reason.contains("the hypervisor takes up to 4000 ns ["))
        let bare = [rows[0], rows[1], Script("machine.trap", 5000)]
        #expect(try !judge("isolation-fast", bare.map(\.record)).reason.contains("hypervisor"))
    }

    @Test func growthIsAFactorAYear() throws {
        // 16 years after the mail, at 2¹⁶ times the speed: twice as fast every year, which is more than 1.63 times.
        let began = Ledger.source.secondsSince1970 + Int64(16 * 365.25 * 86400)
        let still: @Sendable (Int) -> Double = { _ in 0 }
        let fast = try judge(
            "hardware-outruns", [Script("memory.dram.huge", 0.002, wobble: still).record], began: began)
        #expect(fast.verdict.text == "not a measurement")
        let yearly = try #require(fast.here.figures.first?.ratio)
        #expect(abs(yearly.median * yearly.median - 223.607.squareRoot().squareRoot()) < 0.01)
        let both = [Script("memory.dram.huge", 0.002, wobble: still).record, Script("syscall.null.raw", 100).record]
        let slow = try judge("hardware-outruns", both, began: began)
        #expect(slow.verdict == fast.verdict)
        #expect(slow.headline.text == "1.00…1.97×")
        #expect(slow.reason.contains("null system call 1.00 ["))
        #expect(slow.reason.contains("(100 to 100 ns)"))
    }

    @Test func growthNeedsADate() throws {
        for began in [0, Int64.max, .min, Ledger.source.secondsSince1970] {
            let judgement = try judge("hardware-outruns", [Script("syscall.null.raw", 100).record], began: began)
            #expect(judgement.reason == "the date of this result is not after 2007, or makes no sense.")
        }
    }
}
