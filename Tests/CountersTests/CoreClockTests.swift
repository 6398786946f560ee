import CKernel
import Counters
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The cycles of the sentinel's chain, from trials of which the truth is known.
@Suite struct CoreClockTests {
    /// Numbers that are the same in every run (the generator of Knuth's MMIX).
    private struct Luck {
        var state: UInt64

        mutating func unit() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 11) / Double(1 << 53)
        }
    }

    /// Trials on a core of 4 GHz whose multiply takes so many cycles of an add.
    ///
    /// - Parameters:
    ///   - noise: how far a loop's time may be off, as a share.
    ///   - wander: how far the clock may go to either side, as a share.
    ///   - interrupted: the share of the loops within which the task was away.
    private func trials(
        _ latency: Double, noise: Double = 0, wander: Double = 0, interrupted: Double = 0, overhead: Double = 20,
        seed: UInt64 = 1
    ) -> [CoreClock.Trial] {
        var luck = Luck(state: seed)
        var clock = 1.0
        func loop(_ cycles: Double) -> Double {
            clock = min(1 + wander, max(1 - wander, clock + wander / 10 * (2 * luck.unit() - 1)))
            let away = luck.unit() < interrupted ? 4.0 : 1
            return cycles / 4 / clock * away * (1 + noise * (2 * luck.unit() - 1)) + overhead
        }
        return (0..<201).map { _ in
            CoreClock.Trial(
                adds: loop(Double(CoreClock.addsPerTrial)),
                multiplies: loop(Double(CoreClock.addsPerTrial) / 3 * latency))
        }
    }

    private func refusal(_ trials: [CoreClock.Trial], overhead: Double = 20) -> String? {
        do { _ = try CoreClock(trials: trials, overhead: overhead) } catch { return error.description }
        return nil
    }

    @Test(arguments: [3.0, 4, 5]) func aWholeNumberOfCyclesIsFound(latency: Double) throws {
        let clock = try CoreClock(trials: trials(latency), overhead: 20)
        #expect(clock == CoreClock(cyclesPerChain: latency * Double(k_sentinel_chain_length), overhead: 20))
    }

    @Test(arguments: [3.0, 4], 1...5 as ClosedRange<UInt64>)
    func noiseInterruptionsAndAClockThatWandersDoNotMoveIt(latency: Double, seed: UInt64) throws {
        let trials = trials(latency, noise: 0.02, wander: 0.1, interrupted: 0.15, seed: seed)
        let clock = try CoreClock(trials: trials, overhead: 20)
        #expect(clock.cyclesPerChain == latency * Double(k_sentinel_chain_length))
    }

    /// The read of the clock is in both loops, and must not pull their ratio to 1.
    @Test func theReadOfTheClockIsTakenOff() throws {
        let trials = trials(4, overhead: 700)
        #expect(try CoreClock(trials: trials, overhead: 700).cyclesPerChain == 4 * Double(k_sentinel_chain_length))
        #expect(refusal(trials, overhead: 0) != nil)
    }

    @Test func whatIsNoWholeNumberIsRefusedWithItsReason() {
        #expect(
            refusal(trials(3.3))
                == "a dependent multiply takes 3.30 cycles of a dependent add, which is no whole number")
        #expect(refusal(trials(3.3, noise: 0.02, wander: 0.1, interrupted: 0.15)) != nil)
    }

    @Test(arguments: [(2.93, false), (2.95, true), (3.05, true), (3.07, false), (0.4, false), (1, true), (33, false)])
    func withinTwoPercentItIsWhole(latency: Double, isWhole: Bool) {
        #expect((refusal(trials(latency)) == nil) == isWhole)
    }

    @Test func withoutTimesThereIsNoClock() {
        let coarse = "the clock is too coarse to time a loop of 8 µs"
        #expect(refusal([]) == coarse)
        #expect(refusal([.init(adds: 0, multiplies: 0), .init(adds: 20, multiplies: 7520)]) == coarse)
        #expect(refusal([.init(adds: .nan, multiplies: .nan), .init(adds: 7520, multiplies: -1)]) == coarse)
        for absurd in [Double.infinity, 1e300, 1e-300] {
            #expect(refusal([.init(adds: absurd, multiplies: 7520)]) != nil)
            #expect(refusal([.init(adds: 7520, multiplies: absurd)]) != nil)
        }
    }

    /// What this machine's multiply takes is its own affair; but it is whole, or there is a reason.
    @Test func hereItIsWholeOrRefused() {
        let clock = Clock.calibrated()
        switch Result(catching: { () throws(CoreClock.Refusal) in try CoreClock.calibrated(with: clock) }) {
        case .success(let core):
            #expect(core.cyclesPerChain.remainder(dividingBy: Double(k_sentinel_chain_length)) == 0)
            #expect(core.cyclesPerChain > 0 && core.overhead >= 0)
        case .failure(let refusal):
            #expect(!refusal.description.isEmpty && !refusal.description.contains("\n"))
        }
    }

    @Test func aFileKeepsIt() throws {
        let clock = CoreClock(cyclesPerChain: 9600, overhead: 18.5)
        #expect(try JSONDecoder().decode(CoreClock.self, from: JSONEncoder().encode(clock)) == clock)
    }
}
