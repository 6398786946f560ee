import Sampling
import Testing

/// Whether intervals hold the truth where launches differ, the clock wanders, and nobody says how much of the time
/// follows it. Seeds are fixed, so each figure is the same in every run.
@Suite("Coverage at one clock") struct ClockCoverageTests {
    static let repetitions = 200

    @Test(arguments: [0.0, 0.5, 1]) func intervalsHoldTheTruth(share: Double) throws {
        var simulation = Simulation(seed: 42)
        var held = 0
        // The launches differ by 5 %, and so does the clock, to either side.
        let script = ClockScript(
            share: share, noise: 0.01, apart: 0.05, launches: 8, visits: 4, clock: ClockScript.wanders)
        let sentinels = SentinelReference(chain: script.chain, addsPerChain: 0.5)
        for _ in 0..<Self.repetitions {
            let summary = Summary(of: script.record(&simulation), sentinels: sentinels)
            if try #require(summary.cost).contains(script.cost) { held += 1 }
        }
        #expect((0.92...0.992).contains(Double(held) / Double(Self.repetitions)), "\(held) of \(Self.repetitions)")
    }

    /// A row that happened to be measured away from the usual clock has the wider interval for it, and holds the truth.
    @Test(arguments: [0.0, 0.5, 1]) func aRowAtAnotherClockHoldsTheTruth(share: Double) throws {
        var simulation = Simulation(seed: 7)
        var held = 0
        var script = ClockScript(share: share, noise: 0.01, apart: 0.005, launches: 8, visits: 4)
        script.clock = { count, simulation in ClockScript.wanders(count, &simulation).map { $0 - 0.04 } }
        let sentinels = SentinelReference(chain: script.chain, addsPerChain: 0.5)
        for _ in 0..<Self.repetitions {
            let summary = Summary(of: script.record(&simulation), sentinels: sentinels)
            if try #require(summary.cost).contains(script.cost) { held += 1 }
        }
        #expect(Double(held) / Double(Self.repetitions) >= 0.92, "\(held) of \(Self.repetitions)")
    }
}
