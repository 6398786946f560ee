import CKernel
import Glibc
import Sampling
import Support
import Testing

@testable import Probes

/// Tasks that yield take turns on every kernel, or the row says why they cannot.
@Suite(.serialized, .inTurn) struct TurnsTests {
    @Test(arguments: [
        ("5.10.262", Turns.firstInFirstOut), ("6.1.0-50-cloud-amd64", .firstInFirstOut), ("6.5.13", .firstInFirstOut),
        ("6.6.0", .fair), ("7.3.4+deb13-rt-amd64", .fair), ("a kernel without numbers", .firstInFirstOut),
    ])
    func beforeEEVDFTheyAreRealTime(_ release: String, _ turns: Turns) {
        #expect(Turns(on: KernelRelease(release)) == turns)
    }

    @Test func rowsThatYieldNeedIt() throws {
        for name in ["switch.yield.process", "switch.yield.thread", "switch.yield.thread@runnable=3"] as [RowName] {
            #expect(try Catalog.probe(named: name).needs.contains { $0.name == Need.turns().name })
        }
        #expect(Need.turns(by: .fair).missing(at: Place(cpu: 0)) == nil)
    }

    /// What a kernel before 6.6 is measured with works on every kernel: each yield is a switch, and alone none is.
    @Test(arguments: ["process", "thread"], [2, 20])
    func eachYieldSwitchesUnderTheRealTimeClass(_ kind: String, _ runnable: Int) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
            [kind, runnable] in
            let kind = try #require(Partner.Kind(rawValue: kind))
            let probe = Probe(
                "switch.yield.\(kind)", "tasks yield under SCHED_FIFO", per: "hop", net: "the switch alone",
                operationsPerIteration: runnable,
                does: [.contextSwitches: 1], needs: [.turns(by: .firstInFirstOut)], tasks: runnable
            ) { place in
                let rig =
                    try runnable > 2
                    ? yieldRing(kind, runnable: runnable, at: place, by: .firstInFirstOut)
                    : yieldSwitch(kind, at: place, by: .firstInFirstOut)
                guard sched_getscheduler(0) == SCHED_FIFO else { throw OperationFailed("not of the class") }
                guard rig.partners.allSatisfy({ sched_getscheduler($0.task) == SCHED_FIFO }) else {
                    throw OperationFailed("a partner is not of the class")
                }
                guard rig.notes.contains(where: { $0.hasPrefix("under SCHED_FIFO") }) else {
                    throw OperationFailed("nobody says so")
                }
                return rig
            }
            guard let seen = try sighting(of: probe) else { return }
            print("\(probe.name), \(runnable) tasks: \(seen.switches) switches a hop, alone \(seen.baselineSwitches)")
            // A ring's tasks are woken and put to sleep around the yields.
            #expect(abs(seen.switches - 1) <= 0.02, "\(seen.switches) switches a hop")
            #expect(seen.baselineSwitches <= 0.01, "\(seen.baselineSwitches) switches a hop of the baseline")
            #expect(seen.childrenLeft.isEmpty, "children \(seen.childrenLeft) are left")
            #expect(isTrueSoon { seen.partners.allSatisfy { !isAlive($0) } }, "a partner lives on")
        }
        tell(ended)
    }

    /// An ordinary user, who may not be of a real-time class, is given both reasons.
    @Test func whereNoRealTimeClassIsAllowedTheReasonSaysSo() async {
        await #expect(processExitsWith: .success) {
            var none = rlimit(rlim_cur: 0, rlim_max: 0)
            // RLIMIT_RTPRIO, which the C library spells in a way that Swift does not see.
            #expect(setrlimit(__rlimit_resource_t(14), &none) == 0)
            if getuid() == 0 { #expect(setgid(65534) == 0 && setuid(65534) == 0) }
            let lack = Need.turns(by: .firstInFirstOut).missing(at: Place(cpu: 0))
            guard case .unsupported(let reason) = lack else {
                Issue.record("\(String(describing: lack))")
                return
            }
            #expect(reason.hasPrefix("before Linux 6.6 the fair scheduler gives tasks that have slept"))
            #expect(reason.contains(", and no real-time class is allowed: Operation not permitted"))
        }
    }
}
