import Sampling
import Testing

@testable import Claims

/// One row over another, or over its own baseline.
@Suite struct RatioRuleTests {
    /// Two threads that share a lock are not forced to take turns. The old rule took a forced hand-over, a factor of a
    /// hundred, for contention.
    @Test(arguments: [(500.0, "about 1.00×"), (520, "holds"), (470, "about 1.06×"), (300, "off by 1.67×")])
    func contentionIsNotForced(cost: Double, verdict: String) throws {
        let rows: [Script] = [
            Script("contention.lock.free", cost, less: 500, wobble: spread(4)),
            Script("contention.lock.cross", 900, less: 500), .hop("switch.lock.thread", 66_500, less: 500),
        ]
        let judgement = try judge("contention", rows)
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.reason.contains("across two CPUs 1.80× ["))
        #expect(judgement.reason.contains("forced to take turns 133× ["))
        #expect(
            try judge("contention", Script("contention.lock.free", cost)).reason
                == "contention.lock.free has no baseline of one context that does the work of both.")
    }

    @Test func aForcedHandOverAloneDecidesNothing() throws {
        let judgement = try judge("contention", .hop("switch.lock.thread", 66_500, less: 500))
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.here.figures.map(\.of) == ["switch.lock.thread"])
    }

    /// Over an empty read the hand-over is all there is: a factor of ten, by which the old rule decided.
    @Test(arguments: [(20_500.0, "holds"), (35_000, "about 1.13×"), (80_000, "does not hold")])
    func aPuntIsHeldAgainstARequestThatBlocks(cost: Double, verdict: String) throws {
        let row = Script("io.request.blocking", cost, less: 15_500, wobble: spread(50))
        let empty = Script("io.request.punted", 5000, less: 500)
        // Whole servers on workers of the kernel say nothing of one request.
        let servers = [Script("io.uring.workers", 100), Script("io.uring.state", 1000)]
        let judgement = try judge("kaio-pool", [row, empty] + servers)
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.here.figures.map(\.of).contains("the request in line"))
        #expect(judgement.reason.contains("a read that never waits 10.0× ["))
        #expect(
            judgement.reason.contains("The hand-over itself is \(cost == 20_500 ? "5000" : "") ns") == (cost == 20_500))
        let bare = try judge("kaio-pool", Script("io.request.blocking", cost))
        #expect(bare.reason == "io.request.blocking has no baseline of the same request done in line.")
        #expect(try judge("kaio-pool", empty).verdict.needs == .probe)
    }

    @Test(arguments: [(1200.0, "holds"), (1400, "about 1.12×"), (2000, "off by 1.60×"), (9000, "does not hold")])
    func aLightSchedulerIsFlat(cost: Double, verdict: String) throws {
        let rows: [Script] = [
            .hop("switch.yield.thread", 1000, less: 100), .hop("switch.yield.thread@runnable=100", 1100, less: 100),
            .hop("switch.yield.thread@runnable=10000", cost, less: 100),
            // Placed elsewhere, and of no number.
            .hop("switch.yield.thread@cpu=1,partner=1", 5000, less: 100),
        ]
        let judgement = try judge("scheduler-light", rows)
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.reason.hasPrefix("over switch.yield.thread, which has two: 10000 runnable "))
        #expect(judgement.reason.contains("; 100 runnable 1.10× ["))
        let few = try judge("scheduler-light", Array(rows.prefix(2)), probes: ["switch.yield.thread"])
        #expect(few.verdict.needs?.rows == ["switch.yield.thread@runnable=10000"])
        let none = try judge("scheduler-light", Script("fiber.asm", 2), probes: ["switch.yield.thread"])
        #expect(none.verdict.needs?.rows.count == 3)
    }

    /// A bare fiber rebuilds nothing, and made as little cold as a thread or less: by the old rule no size decided. A
    /// scheduler that was rebuilt in user space does.
    @Test func whatIsRebuiltIsHeldAgainstBareFibers() throws {
        var rows = Script.everywhere("io.swift", 9400) + Script.everywhere("io.epoll.fibers", 4000)
        rows += [Script("fiber.task", 110), Script("fiber.asm", 2), .hop("switch.yield.thread", 1100, less: 100)]
        for (size, fiber, thread) in [(0, 0.0, 0.0), (4096, 200, 100), (65_536, 800, 900)] {
            rows.append(Script("touch.fiber.asm@bytes=\(size)", 5 + fiber, less: 0))
            rows.append(.hop("touch.pipe.thread@bytes=\(size)", 600 + thread, less: 100))
        }
        let judgement = try judge("cache-cost", rows)
        #expect(judgement.verdict.word == .holds && judgement.headline.text == "2.35×")
        #expect(
            judgement.reason.contains(
                "A switch between Swift tasks costs 55.0× one between bare fibers and 0.10× one"))
        #expect(
            judgement.reason.contains("4 KiB: fiber 200 ns [") && judgement.reason.contains("64 KiB: fiber 800 ns ["))
        let fibersAlone = try judge("cache-cost", rows.filter { $0.name.family == "touch" })
        #expect(fibersAlone.verdict.word == .cannotTell)
    }

    @Test(arguments: [
        (110.0, "holds"), (3.8, "about 1.11×"), (3, "off by 2.00×"), (2.2, "does not hold"), (1.5, "does not hold"),
    ])
    func lightThreadsGrowBack(task: Double, verdict: String) throws {
        let judgement = try judge(
            "growing-back", Script("fiber.task", task, wobble: { _ in 0 }), Script("fiber.asm", 2, wobble: { _ in 0 }),
            Script("fiber.actor", 150))
        #expect(judgement.verdict.text == verdict)
        #expect(judgement.reason.contains("fiber.actor 75"))
    }
}
