import Sampling
import Testing

@testable import Claims

/// The rules for rows that come with the IO models: one row over another, round by round.
@Suite struct ServerRuleTests {
    @Test(
        arguments: [
            ("schedule-there", "io.blocking.threads", "io.epoll.fibers", [0.9, 1.0, 1.1]),
            ("task-vs-state", "io.blocking.threads", "io.epoll.state", [1.9, 2, 2.1]),
            ("fiber-vs-state", "io.epoll.fibers", "io.epoll.state", [2.5, 2, 1.5]),
            ("epoll-is-kaio", "io.epoll.state", "io.aio", [1, 2, 3]),
        ])
    func aFactorHoldsStraddlesOrDoesNot(id: String, row: RowName, other: RowName, factors: [Double]) throws {
        let verdicts = try factors.map { factor in
            try judge(id, Script(row, 1000 * factor, wobble: spread(50)), Script(other, 1000)).verdict
        }
        #expect(verdicts == [.holds, .cannotTell, .doesNotHold])
    }

    @Test(arguments: [(1050.0, Verdict.holds), (900, .holds), (1300, .doesNotHold), (1100, .cannotTell)])
    func theGainIsAtMostANullSyscall(threads: Double, verdict: Verdict) throws {
        let judgement = try judge(
            "user-sched-gain", Script("io.blocking.threads", threads, wobble: spread(20)),
            Script("io.epoll.fibers", 1000),
            Script("syscall.null.raw", 100))
        #expect(judgement.verdict == verdict)
    }

    @Test func kernelAIOMustBeatBothRivals() throws {
        func verdict(_ aio: Double, _ workers: Double, _ fibers: Double) throws -> Verdict {
            try judge(
                "kaio-wins", Script("io.aio", aio), Script("io.uring.state", 800),
                Script("io.uring.workers", workers, wobble: spread(20)),
                Script("io.epoll.fibers", fibers)
            ).verdict
        }
        #expect(try verdict(900, 1000, 1000) == .holds)
        #expect(try verdict(900, 700, 1000) == .doesNotHold)
        #expect(try verdict(600, 700, 1000) == .holds)
        #expect(try verdict(900, 800, 1000) == .cannotTell)
    }

    @Test func oneModelThatDoesNotEnterIsEnough() throws {
        let entering = Script("io.epoll.state", 1000, syscalls: 2)
        #expect(try judge("io-enters-kernel", entering).verdict == .holds)
        let judgement = try judge("io-enters-kernel", entering, Script("io.uring.sqpoll", 900, syscalls: 0))
        #expect(judgement.verdict == .doesNotHold)
        #expect(judgement.reason == "io.uring.sqpoll makes the fewest system calls of 2: 0.00 per event, fewer than 1.")
        let uncounted = try judge("io-enters-kernel", entering.counting(.syscalls, nil))
        #expect(uncounted.reason == "the system calls of io.epoll.state were not counted.")
        #expect(try judge("io-enters-kernel").reason == "no probe of this toll measures IO models yet.")
    }

    @Test(arguments: [(900.0, Verdict.holds), (500, .cannotTell), (400, .doesNotHold)])
    func contentionIsHeldAgainstOneContext(cost: Double, verdict: Verdict) throws {
        let row = Script("contention.lock.threads", cost, less: 500, switches: 1, wobble: spread(20))
        #expect(try judge("contention", row).verdict == verdict)
        #expect(
            try judge("contention", .hop("contention.lock.threads", cost, less: nil)).reason
                == "contention.lock.threads has no usable baseline of one context that does the work of both.")
    }
}
