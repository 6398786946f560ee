import Sampling
import Testing

@testable import Claims

/// Verdicts on models of IO say under which workload they were taken, and where they turn.
@Suite struct WorkloadRuleTests {
    private static let one = "@connections=1,in-flight=1"

    private func pair(_ factor: Double, at parameters: String = "", _ connections: Double, _ inFlight: Double)
        -> [Record]
    {
        [("io.blocking.threads", 1000 * factor), ("io.epoll.state", 1000)].map { name, cost in
            Script.served(name, cost, at: parameters, connections: connections, inFlight: inFlight).record
        }
    }

    @Test func theUsualWorkloadDecidesAndIsNamed() throws {
        let judgement = try judge("task-vs-state", pair(1.5, 100, 10))
        #expect(judgement.verdict == .holds)
        #expect(
            judgement.reason
                == "io.blocking.threads over io.epoll.state: 1.50 [1.50, 1.50], at most 2. "
                + "Verdict 'holds' at 100 connections, 10 in flight.")
    }

    @Test func aVerdictThatTurnsSaysWhere() throws {
        let judgement = try judge("task-vs-state", pair(3, at: Self.one, 1, 1) + pair(1.5, 100, 10))
        #expect(judgement.verdict == .holds)
        #expect(
            judgement.reason.hasSuffix(
                "Verdict 'holds' at 100 connections, 10 in flight; at 1 connection, 1 in flight: does not hold "
                    + "(3.00 [3.00, 3.00]). It turns with the workload."), "\(judgement.reason)")
        let ratios = judgement.here.figures.filter { $0.ratio != nil }.map(\.of)
        #expect(
            ratios == [
                "io.blocking.threads over io.epoll.state",
                "io.blocking.threads\(Self.one) over io.epoll.state\(Self.one)",
            ])
    }

    @Test func aVerdictThatStaysSaysWhereToo() throws {
        let judgement = try judge("task-vs-state", pair(1.5, 100, 10) + pair(1.8, at: Self.one, 1, 1))
        #expect(
            judgement.reason.hasSuffix("Verdict 'holds' at 100 connections, 10 in flight; 1 connection, 1 in flight."),
            "\(judgement.reason)")
    }

    /// A sweep has no row of the usual workload.
    @Test func withoutTheUsualOneTheFirstDecides() throws {
        let many = "@connections=10000,in-flight=10,transport=1"
        let judgement = try judge("task-vs-state", pair(3, at: Self.one, 1, 1) + pair(1.5, at: many, 10_000, 10))
        #expect(judgement.verdict == .doesNotHold)
        #expect(
            judgement.reason.hasSuffix(
                "at 1 connection, 1 in flight; at 10000 connections, 10 in flight, transport=1: holds "
                    + "(1.50 [1.50, 1.50]). It turns with the workload."), "\(judgement.reason)")
    }

    /// Rows of different workloads are never related.
    @Test func bothRowsHaveToBeThere() throws {
        let apart = [pair(3, 100, 10)[0], pair(3, at: Self.one, 1, 1)[1]]
        let judgement = try judge("task-vs-state", apart, probes: ["io.epoll.state"])
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason == "io.epoll.state is not in this result: run 'toll run io.epoll.state'.")
    }

    /// A sweep lacks the usual workload's rows, but that is not what a rule misses.
    @Test func whatASweepLacksIsNamed() throws {
        let rows = ["io.blocking.threads", "io.epoll.fibers"].map { Script("\($0)\(Self.one)", 1000).record }
        let judgement = try judge("user-sched-gain", rows, probes: ["syscall.null.raw", "io.blocking.threads"])
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.reason == "syscall.null.raw is not in this result: run 'toll run syscall.null.raw'.")
    }

    /// Files of earlier versions do not tell how much was served.
    @Test func withoutFactsTheParametersAreTold() throws {
        let (first, second) = (Script("io.blocking.threads", 1500), Script("io.epoll.state", 1000))
        #expect(try judge("task-vs-state", first, second).reason.hasSuffix("Verdict 'holds' at the usual workload."))
        let judgement = try judge(
            "task-vs-state", Script("io.blocking.threads\(Self.one)", 1500), Script("io.epoll.state\(Self.one)", 1000))
        #expect(judgement.reason.hasSuffix("at connections=1, in-flight=1."), "\(judgement.reason)")
    }

    /// The mail's tasks are the kernel's; Swift's are read beside them.
    @Test func swiftsTasksAreReadButDoNotDecide() throws {
        let judgement = try judge(
            "task-vs-state", pair(1.5, 100, 10) + [Script("io.swift", 2500).record])
        #expect(judgement.verdict == .holds)
        #expect(
            judgement.reason.hasPrefix(
                "over io.epoll.state: io.blocking.threads 1.50 [1.50, 1.50], at most 2; "
                    + "io.swift 2.50 [2.50, 2.50], above 2. "
                    + "The verdicts differ: io.blocking.threads 'holds', io.swift 'does not hold'; "
                    + "io.blocking.threads decides, since the mail's tasks are the kernel's."), "\(judgement.reason)")
        #expect(judgement.here.figures.contains { $0.of == "io.swift over io.epoll.state" && $0.ratio?.median == 2.5 })
    }

    @Test(arguments: [(1500.0, Verdict.holds), (2000, .cannotTell), (3000, .doesNotHold)])
    func aPuntIsHeldAgainstTheSameRequestInLine(cost: Double, verdict: Verdict) throws {
        let row = Script("io.request.punted", cost, less: 1000, wobble: spread(50))
        // Whole servers on workers of the kernel say nothing of one request.
        let servers = [Script("io.uring.workers", 100), Script("io.uring.state", 1000)]
        let judgement = try judge("kaio-pool", ([row] + servers).map(\.record))
        #expect(judgement.verdict == verdict)
        #expect(judgement.here.figures.map(\.of).contains("the request in line"))
        let bare = try judge("kaio-pool", Script("io.request.punted", cost))
        #expect(bare.reason == "io.request.punted has no usable baseline of the same request done in line.")
    }
}
