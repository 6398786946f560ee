import CKernel
import Glibc
import Support
import Synchronization
import Testing

@testable import Probes

/// What a need says when it is asked, and how often it looks.
@Suite struct NeedTests {
    private final class Trial: Sendable {
        let made = Mutex(0)
        let found = Mutex<Need.Lack?>(nil)

        func make() -> Need.Lack? {
            made.withLock { $0 += 1 }
            return found.withLock { $0 }
        }

        var count: Int { made.withLock { $0 } }
        func will(find lack: Need.Lack?) { found.withLock { $0 = lack } }
    }

    private func probes(_ count: Int, that need: Need) -> [Probe] {
        (0..<count).map { index in
            Probe("test.need.\(index)", "a probe with a need", per: "call", does: [:], needs: [need]) { _ in
                Rig { _ in }
            }
        }
    }

    @Test(arguments: [nil, Need.Lack.unsupported("there is none")])
    func aNeedIsTriedOnceForManyProbes(_ lack: Need.Lack?) {
        let trial = Trial()
        trial.will(find: lack)
        let need = Need.tried("tried once, finds \(lack == nil)") { _ in trial.make() }
        let place = Place(cpu: 0)
        for probe in probes(5, that: need) { #expect(probe.missing(at: place) == lack) }
        #expect(trial.count == 1)
        // Another place is another question.
        _ = need.missing(at: Place(cpu: 1))
        #expect(trial.count == 2)
    }

    @Test func whatCouldNotBeTriedIsTriedAgain() {
        let trial = Trial()
        let need = Need.tried("tried again") { _ in trial.make() }
        let place = Place(cpu: 0)
        trial.will(find: .untried("no child process"))
        #expect(need.missing(at: place) == .untried("no child process"))
        #expect(need.missing(at: place) == .untried("no child process"))
        #expect(trial.count == 2)
        trial.will(find: nil)
        #expect(need.missing(at: place) == nil)
        trial.will(find: .unsupported("too late"))
        #expect(need.missing(at: place) == nil && trial.count == 3)
    }

    @Test func theTwoReadDifferently() {
        #expect("\(Need.Lack.unsupported("x86-64 only"))" == "cannot run here: x86-64 only")
        #expect(Need.Lack.unsupported("x86-64 only").reason == "x86-64 only")
        #expect("\(Need.Lack.untried("no child"))" == "could not be tried: no child")
        #expect(Need.Lack.untried("no child").reason == "could not be tried: no child")
    }

    @Test func howTheTrialOfInt80Ended() {
        let refused = Need.Lack.unsupported(
            "the kernel refuses int 0x80 (built without 32-bit calls, or ia32_emulation=0)")
        #expect(Need.int80Lack(0) == nil)
        #expect(Need.int80Lack(1 << 8) == refused)
        #expect(Need.int80Lack(SIGSEGV) == refused)
        #expect(Need.int80Lack(SIGSYS) == refused)
        #expect(Need.int80Lack(SIGKILL) == .untried("the trial was ended by signal 9"))
    }

    /// Where no child can be made, nothing is known of what the child was to try.
    @Test(.inTurn) func aTrialThatCannotBeMadeSaysSo() async {
        #if arch(x86_64)
            let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) {
                let place = try onThreadOfItsOwn { $0 }
                var limit = rlimit(rlim_cur: 1, rlim_max: 1)
                guard setrlimit(__RLIMIT_NPROC, &limit) == 0, setresuid(54_324, 54_324, 54_324) == 0 else {
                    return print("no other user can be had: \(errorText())")
                }
                let lack = Need.int80.missing(at: place)
                let reason = "no child process for the trial: \(Limits.reason(for: EAGAIN))"
                #expect(lack == .untried(reason))
            }
            tell(ended)
        #endif
    }
}
