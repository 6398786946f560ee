import CKernel
import Support
import Testing

@testable import Probes
@testable import Sampling

/// What this kernel does, and where tasks are put, decides what a row declares, or whether it can be.
@Suite(.inTurn) struct HereTests {
    @Test func tasksThatYieldOnTwoCPUsAreRefused() throws {
        for name in ["switch.yield.thread@partner=1", "switch.yield.process@cpu=0,partner=1"] as [RowName] {
            let probe = try Catalog.probe(named: name)
            #expect(throws: Refusal.self) { try probe.prepare(Place(cpu: 0, otherCPU: 1)) }
        }
    }

    @Test func switchesAreAllowedWhatTheKernelExplains() {
        #expect(Declaration.allowance(for: 1, cpus: 1, isRealTime: false) == nil)
        #expect(Declaration.allowance(for: 0, cpus: 2, isRealTime: true) == nil)
        #expect(Declaration.allowance(for: 1, cpus: 2, isRealTime: false)?.switches == 0...1)
        #expect(Declaration.allowance(for: 1, cpus: 1, isRealTime: true)?.switches == 1...3)
        #expect(Declaration.allowance(for: 2, cpus: 2, isRealTime: true)?.switches == 0...6)
        #expect(KernelRelease("6.1.0-50-rt-amd64", build: "#1 SMP PREEMPT_RT Debian 6.1.176-1").isRealTime)
        #expect(!KernelRelease("6.1.0-50-cloud-amd64", build: "#1 SMP PREEMPT_DYNAMIC Debian").isRealTime)
    }

    @Test func tasksThatYieldMayGetTheirYieldsBack() throws {
        let (fair, real) = (Turns.fair, Turns.firstInFirstOut)
        var hop = Declaration([.contextSwitches: 1], cpus: 1)
        #expect(hop.taking(fair).allowance?.switches == 0.5...1 && hop.taking(real) == hop)
        hop.allowance = Declaration.allowance(for: 1, cpus: 1, isRealTime: true)
        #expect(hop.taking(fair).allowance?.switches == 0.5...3 && hop.taking(real) == hop)
        for name in ["switch.yield.process", "switch.yield.thread", "switch.yield.thread@runnable=3"] as [RowName] {
            let allowed = try Catalog.probe(named: name).subject.declaration.allowance?.switches.contains(0.9)
            #expect((allowed ?? false) == (Turns.here == .fair), "\(name)")
        }
    }

    @Test func aRowOnTwoCPUsMayAnswerEarly() throws {
        let across = try Catalog.probe(named: "switch.pipe.process@cpu=0,partner=1").subject.declaration
        #expect(across.allowance?.switches.contains(0.9) == true)
        let cross = try Catalog.probe(named: "switch.pipe.process.cross").subject.declaration
        #expect(cross.allowance?.switches.contains(0.9) == true)
    }

    /// The trial of the clock agrees with a count of the calls that reading it makes.
    @Test func theClockIsReadWhereTheTrialSays() {
        let found = k_clock_in_user_mode()
        #expect(found == 0 || found == 1)
        #expect((Need.clockInUserMode.missing(at: Place(cpu: 0)) == nil) == (found == 1))
        // A call takes ten times what a read in user mode does, and this is far from both on any machine.
        #expect(k_has_rseq() == 0 || KernelRelease.running.isAtLeast(4, 18))
    }

    @Test func aRingSaysWhatItCannotDo() {
        let (ring, skip) = (Need.ring.missing(at: Place(cpu: 0)), Need.ringSkip.missing(at: Place(cpu: 0)))
        // What does not work at all has no feature either.
        #expect(ring == nil || ring == skip)
        if ring == nil, KernelRelease.running.isAtLeast(5, 17) { #expect(skip == nil) }
    }
}
