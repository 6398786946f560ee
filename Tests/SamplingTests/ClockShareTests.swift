import Glibc
import Testing

@testable import Sampling

/// How much of a row follows the clock is found from its own batches, and taken out.
@Suite struct ClockShareTests {
    // MARK: - The share

    @Test(arguments: [0.0, 0.5, 1], 1...4 as ClosedRange<UInt64>)
    func shareAndCostAreRecoveredThroughSteps(share: Double, seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let record = ClockScript(share: share, launches: 8, clock: ClockScript.steps).record(&simulation)
        let sentinels = try #require(SentinelReference(records: [record]))
        #expect(abs(sentinels.chain / 25_000 - 1) < 0.001)
        let summary = Summary(of: record, sentinels: sentinels)
        let cost = try #require(summary.cost)
        #expect(abs(summary.share.value - share) < 0.1, "\(summary.share)")
        #expect(abs(cost.median / 100 - 1) < 0.005, "\(cost)")
        #expect(summary.undisturbedShare > 0.8)
    }

    /// A wait for memory at 5 % more clock is as long: what is not brought to one clock falls into two heaps.
    @Test func withoutTheClockTheStepsAreGone() {
        var simulation = Simulation(seed: 5)
        let script = ClockScript(noise: 0.001, apart: 0, clock: ClockScript.steps)
        let record = script.record(&simulation)
        let samples = RowSamples(of: record, sentinels: SentinelReference(records: [record]))
        let plain = RowSamples(of: record, sentinels: nil)
        func spread(_ costs: [[Double]]) -> Double { medianAbsoluteDeviation(costs.flatMap(\.self)) ?? .nan }
        #expect(spread(samples.costs) < 0.2)
        #expect((plain.costs.joined().max() ?? 0) > 105)
        #expect(samples.used.joined().allSatisfy { abs($0.cost / 100 - 1) < 0.01 })
    }

    @Test func aSlopeBeyondAllOrNothingIsHeldBack() {
        func share(_ slope: Double) -> ClockShare {
            ClockShare(
                of: [
                    (0..<60).map { index in
                        let speed = 1 + 0.001 * Double(index % 40)
                        return (speed: speed, time: 100 * pow(speed, -slope) * (1 + 1e-5 * Double(index % 7)))
                    }
                ])
        }
        #expect(share(3).value == 1)
        #expect(share(-2).value == 0)
        #expect(abs(share(0.7).value - 0.7) < 0.01)
        #expect((0...0.05).contains(share(0.7).halfWidth))
    }

    @Test func whatSaysNothingIsTheUsualShare() {
        let batch = (speed: 1.0, time: 100.0)
        #expect(ClockShare(of: []) == .usual)
        #expect(ClockShare(of: [Array(repeating: batch, count: 11)]) == .usual)
        #expect(ClockShare(of: [Array(repeating: batch, count: 100)]) == .usual)
        // Two batches of a launch have no more than their own median.
        #expect(ClockShare(of: Array(repeating: [(1.0, 100.0), (1.05, 90)], count: 100)) == .usual)
        for absurd in [(0.0, 100.0), (-1, 100), (1, 0), (1, -5), (.nan, 100), (1, .nan)] {
            #expect(ClockShare(of: [Array(repeating: (speed: absurd.0, time: absurd.1), count: 100)]) == .usual)
        }
    }

    /// The less the clock moved, the nearer to the usual share.
    @Test func whatSaysLittleIsWeighedAgainstTheUsualShare() {
        var simulation = Simulation(seed: 3)
        func share(step: Double) -> ClockShare {
            ClockShare(
                of: (0..<6).map { _ in
                    (0..<40).map { index in
                        let speed = index / 5 % 2 == 0 ? 1 : 1 + step
                        return (speed: speed, time: 100 * (1 + 0.02 * simulation.normal()))
                    }
                })
        }
        let (much, little) = (share(step: 0.1), share(step: 0.001))
        #expect(much.value < 0.15 && much.halfWidth < 0.15)
        #expect(little.value > 0.7 && little.halfWidth > 0.5 && little.halfWidth < ClockShare.usual.halfWidth)
    }

    @Test func aTimeIsBroughtToTheUsualClock() {
        #expect(ClockShare(value: 1, halfWidth: 0).corrected(100, at: 1.05) == 105)
        #expect(ClockShare.none.corrected(100, at: 1.05) == 100)
        #expect(ClockShare(value: 0.7, halfWidth: 0).corrected(123.456, at: 1) == 123.456)
    }
}
