import Sampling
import Testing

/// A machine that is never at rest, and what the sentinel makes of it.
@Suite struct SharedCoreTests {
    struct Batch {
        /// Nanoseconds at the usual clock.
        var time: Double
        var label: BatchLabel
    }

    /// A syscall of 164 ns on a machine whose core is shared more than half of the time, whose clock sometimes drops,
    /// and where either can happen within a batch.
    func noisyMachine(seed: UInt64, batches: Int) throws -> [Batch] {
        var simulation = Simulation(seed: seed)
        var (isShared, isSlow) = (false, false)
        var times: [Double] = []
        func reading() -> SentinelReading {
            let clock = isSlow ? 1.08 : 1
            let late = simulation.random.unit() < 0.02 ? 30 * simulation.exponential() : 0
            return SentinelReading(
                chain: Int64(1000 * clock * (1 + 0.002 * simulation.normal()) + late),
                adds: Int64((isShared ? 1.5 : 1) * 1000 * clock * (1 + 0.005 * abs(simulation.normal()))))
        }
        var readings = [reading()]
        for _ in 0..<batches {
            let before = isShared
            if simulation.random.unit() < (isShared ? 0.05 : 0.08) { isShared.toggle() }
            if simulation.random.unit() < (isSlow ? 0.2 : 0.01) { isSlow.toggle() }
            let state = ((before ? 1.35 : 1) + (isShared ? 1.35 : 1)) / 2 * (isSlow ? 1.08 : 1)
            times.append(164 * state * (1 + 0.01 * simulation.normal()))
            readings.append(reading())
        }
        let reference = try #require(SentinelReference(readings))
        return zip(times, zip(readings, readings.dropFirst())).map { time, beside in
            Batch(
                time: time * reference.speed(before: beside.0, after: beside.1),
                label: reference.label(before: beside.0, after: beside.1))
        }
    }

    @Test(arguments: 1...10) func undisturbedBatchesTellTheTruth(seed: UInt64) throws {
        let batches = try noisyMachine(seed: seed, batches: 2000)
        let undisturbed = batches.filter { $0.label == .undisturbed }.map(\.time)
        let estimate = try #require(Estimate.ofMedian([undisturbed]))
        let plain = try #require(median(of: batches.map(\.time)))
        #expect(abs(estimate.median / 164 - 1) < 0.005)
        #expect(estimate.relativeHalfWidth < 0.005)
        #expect(plain / 164 > 1.1)
        #expect(Set(batches.map(\.label)) == Set(BatchLabel.allCases))
    }
}
