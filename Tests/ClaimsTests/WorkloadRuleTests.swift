import Sampling
import Testing

@testable import Claims

/// Verdicts on I/O models say under which workload they were taken: TCP decides, at every depth.
@Suite struct WorkloadRuleTests {
    private static let unix = Served("")

    private func pair(_ factor: Double, at workload: Served, cpu: Double? = nil) -> [Script] {
        [("io.blocking.threads", factor), ("io.epoll.fibers", 1)].map { name, factor in
            .served(name, 1000 * factor, at: workload, cpu: cpu.map { $0 * (name == "io.epoll.fibers" ? 1 : 1000) })
        }
    }

    private func pairs(_ factor: Double) -> [Script] { Served.depths.flatMap { pair(factor, at: $0) } }

    @Test func theDepthsOnTCPDecideAndAreNamed() throws {
        let judgement = try judge("schedule-there", pair(1.2, at: .tcp1) + pair(1.4, at: .tcp10))
        #expect(judgement.verdict.text == "off by 1.40×")
        #expect(
            judgement.reason
                == "io.blocking.threads over io.epoll.fibers: TCP, 100 connections, 10 in flight, wall 1.40× "
                + "[1.3996 … 1.4004] against at most 1×: off by 1.40×; TCP, 1 connection, 1 in flight, wall 1.20× "
                + "[1.1998 … 1.2002] against at most 1×: about 1.20×. They differ: 'TCP, 100 connections, 10 in "
                + "flight, "
                + "wall' decides, since the claim is compared with every depth on TCP, where a thread is woken once an "
                + "event.")
    }

    /// A UNIX socket wakes a thread twice an event. By the old rule it decided, and the claim did not hold.
    @Test func otherTransportsAreSaidAndDoNotDecide() throws {
        let judgement = try judge(
            "schedule-there", pairs(0.95) + pair(2.3, at: Self.unix) + pair(2.6, at: Served("transport=2")))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("UNIX sockets, 100 connections, 10 in flight, wall 2.30× ["))
        #expect(judgement.reason.contains("pipes, 100 connections, 10 in flight, wall 2.60× ["))
        let ratios = judgement.here.figures.filter { $0.ratio != nil }.map(\.of)
        #expect(ratios.contains("io.blocking.threads over io.epoll.fibers"))
        let alone = try judge(
            "schedule-there", pair(2.3, at: Self.unix), probes: ["io.blocking.threads", "io.epoll.fibers"])
        #expect(alone.verdict.text == "cannot tell here: needs a run")
        #expect(alone.headline == .none)
        #expect(alone.reason.contains("Known so far: UNIX sockets, 100 connections, 10 in flight, wall 2.30× ["))
    }

    @Test func theServersTimeIsSaidBeside() throws {
        let judgement = try judge("schedule-there", Served.depths.flatMap { pair(0.9, at: $0, cpu: 1) })
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("TCP, 1 connection, 1 in flight, server CPU 1000× ["))
    }

    /// One depth may refute a claim that is for all, and does not confirm it.
    @Test func oneDepthIsHalfTheAnswer() throws {
        let probes: [RowName] = ["io.blocking.threads", "io.epoll.fibers"]
        let half = try judge("schedule-there", pair(0.9, at: .tcp10), probes: probes)
        #expect(half.verdict.needs?.rows == Served.tcp1.rows("io.blocking.threads", "io.epoll.fibers"))
        #expect(half.headline.text == "0.90×")
        #expect(try judge("schedule-there", pair(3, at: .tcp10), probes: probes).verdict.word == .doesNotHold)
    }

    /// Rows of different workloads are never related.
    @Test func bothRowsHaveToBeThere() throws {
        let apart = [pair(3, at: .tcp10)[0], pair(3, at: .tcp1)[1]]
        let judgement = try judge("schedule-there", apart, probes: ["io.blocking.threads", "io.epoll.fibers"])
        #expect(judgement.verdict.needs?.rows.count == 2)
        #expect(judgement.here.figures.isEmpty)
    }

    /// Files of earlier versions do not tell how much was served.
    @Test func withoutFactsTheParametersAreTold() throws {
        let rows = Served.depths.flatMap { $0.rows("io.blocking.threads", "io.epoll.fibers") }
        let judgement = try judge("schedule-there", rows.map { Script($0, 1000) })
        #expect(judgement.reason.contains("TCP, 1 connection, 1 in flight, wall 1.00× ["))
        #expect(judgement.reason.contains("TCP, wall 1.00× ["))
    }
}

/// "Often" is most of a set of workloads that is stated beforehand.
@Suite struct OftenRuleTests {
    private static let stated = Served.depths + [.large, Served.working[0]] + Served.elsewhere

    private func rows(_ factors: [Double]) -> [Script] {
        zip(Self.stated, factors).flatMap { workload, factor in
            [("io.blocking.threads", factor), ("io.epoll.state", 1)].map { name, factor in
                Script.served(RowName(name), 10_000 * factor, at: workload)
            }
        }
    }

    /// UNIX sockets alone are beyond 2, and by the old rule they decided.
    @Test func theOneInTheMiddleDecides() throws {
        let judgement = try judge("task-vs-state", rows([1.2, 1.35, 1.1, 1.05, 2.3, 2.2, 2.6, 1.2]))
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.headline.text == "1.35×")
        #expect(judgement.reason.contains("5 of 8 workloads are at most 2×"))
        #expect(try judge("task-vs-state", rows([3, 3, 3, 3, 1, 1, 1, 1])).verdict.text == "off by 1.50×")
        #expect(try judge("task-vs-state", rows([5, 5, 5, 5, 1, 1, 1, 1])).verdict.word == .doesNotHold)
    }

    @Test func theMailsUnitsAreSaid() throws {
        let judgement = try judge("task-vs-state", rows([1.2, 2, 2, 1, 1, 1, 1, 1]))
        #expect(
            judgement.reason.contains(
                "With messages of 64 KiB they move 3277 and 6554 MB/s each way, 300 and 500 in the mail"))
        #expect(judgement.reason.contains("they answer 50.0 and 100 thousand per second, 30 and 60 in the mail"))
    }

    @Test func theSetHasToBeWhole() throws {
        let judgement = try judge(
            "task-vs-state", rows([1, 1, 1, 1, 1]), probes: ["io.blocking.threads", "io.epoll.state"])
        #expect(judgement.verdict.needs?.rows.count == 6)
        // What cannot be served here is no workload of this machine.
        let skipped = Served.elsewhere.suffix(3).map {
            Record.without($0.rows("io.epoll.state")[0], .skipped, "no pipes")
        }
        let there = Served.elsewhere.suffix(3).map { Script($0.rows("io.blocking.threads")[0], 1).record }
        let records = rows([1, 1, 1, 1, 1]).map(\.record) + skipped + there
        #expect(try judge("task-vs-state", records).verdict.word == .holds)
    }

    /// The mail's tasks are the kernel's; Swift's are read beside them.
    @Test func swiftsTasksAreReadButDoNotDecide() throws {
        let swift = Script.served("io.swift", 25_000, at: .tcp10)
        let judgement = try judge("task-vs-state", rows(Array(repeating: 1.5, count: 8)) + [swift])
        #expect(judgement.verdict.word == .holds)
        #expect(judgement.reason.contains("Beside them io.swift 2.50× ["))
    }

    @Test func theDifferenceIsReadAtARequestOfAHundredMicroseconds() throws {
        func judged(_ extra: Double, _ lengths: [Double] = [5000, 15_000, 105_000, 1_005_000]) throws -> Judgement {
            let workloads = [Served.tcp10] + Served.working
            return try judge(
                "share-of-request",
                zip(workloads, lengths).flatMap { workload, length in
                    [
                        Script.served("io.blocking.threads", length + extra, at: workload),
                        .served("io.epoll.state", length, at: workload),
                    ]
                })
        }
        let small = try judged(2000)
        #expect(small.verdict.word == .holds && small.headline.text == "1.87 %")
        #expect(small.reason.contains("of a request of 7.00 µs 28.6 % ["))
        #expect(try judged(40_000).verdict.word == .doesNotHold)
        // As fast as the state machine, or faster: a share of nothing or less is a share.
        #expect(try judged(0).verdict.word == .holds)
        #expect(try judged(-100).verdict.word == .holds)
        #expect(
            try judged(1000, [5000, 6000, 7000, 8000]).reason.contains(
                "no request was measured that takes about 100 µs"))
    }
}
