import Testing

@testable import Sampling

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

    /// A row of which no batch is undisturbed, on a machine that others show to be faster: 400 batches between readings
    /// of 0.75 to 1.25, each as much dearer than 100 ns as `slowdown` makes of that.
    private func disturbed(_ slowdown: (Double) -> Double) -> RowSamples {
        var random = SplitMix64(seed: 3)
        var record = Record(subject("a.row"))
        var launch = Launch(order: VisitOrder(pairs: 4, iterations: 1000, baselineIterations: 0))
        for round in 0..<100 {
            var visit = Visit(times: [], baseline: [], sentinels: [], tally: Tally())
            for _ in 0..<4 {
                let ratio = 0.75 + 0.5 * random.unit()
                let reading = SentinelReading(chain: 10_000, adds: Int64(10_000 * ratio))
                let time = 100_000 * slowdown(ratio) * (1 + 0.01 * random.unit())
                visit.times.append(Int64(time))
                visit.sentinels += [reading, reading]
            }
            launch.add(visit, round: round)
        }
        record.launches = [launch]
        return RowSamples(of: record, sentinels: SentinelReference(chain: 10_000, addsPerChain: 0.66))
    }

    @Test func withoutUndisturbedBatchesTheLeastDisturbedAreUsed() throws {
        let samples = disturbed { 1 + ($0 - 0.66) / 2 }
        #expect(!samples.isUndisturbed && samples.count == 400)
        let values = samples.costs.flatMap { $0 }
        #expect(values.count == 100)
        // A quarter of the readings lie below 0.875, which makes a batch a ninth dearer.
        let dearest = try #require(values.max())
        #expect(dearest < 113)
    }

    @Test func whereReadingsSayNothingOfTheBatchesAllAreUsed() {
        let samples = disturbed { _ in 1.2 }
        #expect(!samples.isUndisturbed)
        #expect(samples.costs.map(\.count) == [400])
    }
}
