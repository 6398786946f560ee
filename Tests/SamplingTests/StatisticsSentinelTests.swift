import Sampling
import Testing

@Suite("Sentinel") struct StatisticsSentinelTests {
    let reference = SentinelReference(chain: 1000, adds: 500)
    let usual = SentinelReading(chain: 1000, adds: 500)

    @Test(arguments: [
        (1000, 500, BatchLabel.undisturbed), (1019, 500, .undisturbed), (981, 500, .undisturbed),
        (1000, 524, .undisturbed), (1000, 400, .undisturbed),
        (1000, 526, .shared), (1019, 760, .shared), (1021, 500, .frequencyChanged), (979, 500, .frequencyChanged),
        (1021, 760, .frequencyChanged), (0, 500, .frequencyChanged), (-5, 500, .frequencyChanged),
        (.max, .max, .frequencyChanged),
        (.min, .min, .frequencyChanged),
    ])
    func eitherNeighbourDecides(chain: Int64, adds: Int64, label: BatchLabel) {
        let reading = SentinelReading(chain: chain, adds: adds)
        #expect(reference.label(before: usual, after: reading) == label)
        #expect(reference.label(before: reading, after: usual) == label)
    }

    @Test func aMovedClockOutweighsASharedCore() {
        let shared = SentinelReading(chain: 1000, adds: 760)
        let moved = SentinelReading(chain: 1100, adds: 550)
        #expect(reference.label(before: shared, after: moved) == .frequencyChanged)
    }

    @Test func aReferenceThatIsNoNumberCallsNothingUndisturbed() {
        #expect(SentinelReference(chain: .nan, adds: .nan).label(before: usual, after: usual) == .frequencyChanged)
        #expect(SentinelReference(chain: 1000, adds: .nan).label(before: usual, after: usual) == .shared)
        #expect(SentinelReference(chain: 0, adds: 0).label(before: usual, after: usual) == .frequencyChanged)
    }

    @Test func theReferenceIsTheUsualClockAndTheFastestAdds() throws {
        // A clock that was faster for a while, whose adds must not become the reference.
        let usual = (0..<100).map { SentinelReading(chain: 1000 + Int64($0 % 3), adds: $0 < 60 ? 760 : 500) }
        let faster = (0..<30).map { _ in SentinelReading(chain: 800, adds: 400) }
        let reference = try #require(SentinelReference(usual + faster))
        #expect((1000...1002).contains(reference.chain))
        #expect(reference.adds == 500)
    }

    @Test func readingsThatAreNoTimesAreDropped() {
        #expect(SentinelReference([]) == nil)
        #expect(SentinelReference([SentinelReading(chain: 0, adds: 5), SentinelReading(chain: 5, adds: -1)]) == nil)
        #expect(
            SentinelReference([SentinelReading(chain: 0, adds: 5), SentinelReading(chain: 10, adds: 5)])
                == SentinelReference(chain: 10, adds: 5))
    }

    struct Batch {
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
            Batch(time: time, label: reference.label(before: beside.0, after: beside.1))
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
