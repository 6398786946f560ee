import Counters
import Sampling
import Testing

@Suite("Sentinel") struct StatisticsSentinelTests {
    let reference = SentinelReference(chain: 1000, addsPerChain: 0.5)
    let usual = SentinelReading(chain: 1000, adds: 500)

    // MARK: - Labels

    @Test(arguments: [
        (1000, 500, BatchLabel.undisturbed), (1019, 509, .undisturbed), (981, 490, .undisturbed),
        (1000, 524, .undisturbed), (1000, 400, .undisturbed),
        (1000, 526, .shared), (1019, 760, .shared), (1021, 510, .frequencyChanged), (979, 489, .frequencyChanged),
        (1021, 760, .frequencyChanged), (0, 500, .frequencyChanged), (-5, 500, .frequencyChanged),
        (1000, 0, .frequencyChanged), (1000, -5, .frequencyChanged), (0, 0, .frequencyChanged),
        (.max, .max, .frequencyChanged), (.min, .min, .frequencyChanged),
    ])
    func eitherNeighbourDecides(chain: Int64, adds: Int64, label: BatchLabel) {
        let reading = SentinelReading(chain: chain, adds: adds)
        #expect(reference.label(before: usual, after: reading) == label)
        #expect(reference.label(before: reading, after: usual) == label)
    }

    /// A clock at its boost or below it is as good as the usual one, as long as it stays: the time is corrected.
    @Test(arguments: [500, 900, 979, 1021, 1080, 2000] as [Int64]) func anotherClockIsNoDisturbance(chain: Int64) {
        let alone = SentinelReading(chain: chain, adds: chain / 2)
        let shared = SentinelReading(chain: chain, adds: chain * 3 / 4)
        #expect(reference.label(before: alone, after: alone) == .undisturbed)
        #expect(reference.label(before: alone, after: shared) == .shared)
        #expect(abs(reference.speed(before: alone, after: alone) - 1000 / Double(chain)) < 1e-12)
    }

    @Test func aMovedClockOutweighsASharedCore() {
        let shared = SentinelReading(chain: 1000, adds: 760)
        let moved = SentinelReading(chain: 1100, adds: 550)
        #expect(reference.label(before: shared, after: moved) == .frequencyChanged)
    }

    @Test func aReferenceThatIsNoNumberCallsNothingUndisturbed() {
        #expect(SentinelReference(chain: .nan, addsPerChain: .nan).label(before: usual, after: usual) == .shared)
        #expect(SentinelReference(chain: 1000, addsPerChain: .nan).label(before: usual, after: usual) == .shared)
        #expect(SentinelReference(chain: 0, addsPerChain: 0).label(before: usual, after: usual) == .shared)
    }

    // MARK: - The clock

    @Test func speedAndFrequencyAreLessTheReadOfTheClock() throws {
        let reference = SentinelReference(chain: 1020, addsPerChain: 0.5, cyclesPerChain: 3000, overhead: 20)
        let slow = SentinelReading(chain: 1270, adds: 600)
        #expect(reference.speed(before: slow, after: slow) == 0.8)
        #expect(reference.speed(before: SentinelReading(chain: 770, adds: 380), after: slow) == 1)
        #expect(reference.gigahertz == 3)
        #expect(SentinelReference(chain: 1020, addsPerChain: 0.5, overhead: 20).gigahertz == nil)
    }

    @Test func aSpeedThatCannotBeKnownIsTheUsualOne() {
        let none = SentinelReading(chain: 0, adds: 0)
        #expect(reference.speed(before: none, after: none) == 1)
        for chain in [Double.nan, 0, -5] {
            let reference = SentinelReference(chain: chain, addsPerChain: 0.5, cyclesPerChain: 3000)
            #expect(reference.speed(before: usual, after: usual) == 1)
            #expect(reference.gigahertz == nil)
        }
    }

    // MARK: - The reference

    @Test func theReferenceIsTheUsualClockAndTheFastestAdds() throws {
        // A clock that was faster for a while, whose adds stand in the same ratio.
        let usual = (0..<100).map { SentinelReading(chain: 1000 + Int64($0 % 3), adds: $0 < 60 ? 760 : 500) }
        let faster = (0..<30).map { _ in SentinelReading(chain: 800, adds: 400) }
        let reference = try #require(SentinelReference(usual + faster))
        #expect((1000...1002).contains(reference.chain))
        #expect((0.498...0.5).contains(reference.addsPerChain))
    }

    @Test func readingsThatAreNoTimesAreDropped() {
        #expect(SentinelReference([]) == nil)
        #expect(SentinelReference([SentinelReading(chain: 0, adds: 5), SentinelReading(chain: 5, adds: -1)]) == nil)
        #expect(
            SentinelReference([SentinelReading(chain: 0, adds: 5), SentinelReading(chain: 10, adds: 5)])
                == SentinelReference(chain: 10, addsPerChain: 0.5))
    }

    @Test func aClockThatIsKnownComesIntoTheReference() throws {
        let readings = Array(repeating: usual, count: 20)
        let clock = CoreClock(cyclesPerChain: 2940, overhead: 20)
        let reference = try #require(SentinelReference(readings, clock: clock))
        #expect(reference.cyclesPerChain == 2940 && reference.overhead == 20 && reference.gigahertz == 3)
        // A read of the clock that takes half of the chain is none.
        let absurd = try #require(SentinelReference(readings, clock: CoreClock(cyclesPerChain: 2940, overhead: 500)))
        #expect(absurd.overhead == 0)
    }

    /// Chains within which the task was away make ratios that no core has.
    @Test(arguments: 1...5) func interruptedChainsDoNotBendTheReference(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let readings = (0..<2000).map { _ in
            let isInterrupted = simulation.random.unit() < 0.1
            return SentinelReading(
                chain: Int64(1000 * (isInterrupted ? 4 : 1) * (1 + 0.002 * simulation.normal())),
                adds: Int64(500 * (1 + 0.002 * abs(simulation.normal()))))
        }
        let reference = try #require(SentinelReference(readings))
        #expect(abs(reference.chain / 1000 - 1) < 0.005)
        #expect(abs(reference.addsPerChain / 0.5 - 1) < 0.02, "\(reference.addsPerChain)")
    }

    @Test(arguments: 1...5) func aCoreThatIsMostlySharedStillTellsItsOwnAdds(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let readings = (0..<2000).map { _ in
            let shared = simulation.random.unit() < 0.9 ? 1.3 + 0.4 * simulation.random.unit() : 1
            return SentinelReading(
                chain: Int64(1000 * (1 + 0.002 * simulation.normal())),
                adds: Int64(500 * shared * (1 + 0.002 * abs(simulation.normal()))))
        }
        let reference = try #require(SentinelReference(readings))
        #expect(abs(reference.addsPerChain / 0.5 - 1) < 0.02, "\(reference.addsPerChain)")
        let alone = SentinelReading(chain: 1000, adds: 502)
        #expect(reference.label(before: alone, after: alone) == .undisturbed)
    }

    /// Of 20,000 readings ten are undisturbed. Those beside the neighbour begin at a level of their own, and some in
    /// which the clock was read late lie anywhere below.
    @Test(arguments: 1...5) func fewUndisturbedReadingsAreFoundWhereTheyAreAlike(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        func reading(_ ratio: Double) -> SentinelReading {
            SentinelReading(chain: 10_000, adds: Int64(10_000 * ratio))
        }
        let alone = (0..<10).map { _ in reading(0.66 + 0.005 * random.unit()) }
        let late = (0..<10).map { _ in reading(0.35 + 0.29 * random.unit()) }
        let beside = (0..<20_000).map { _ in reading(0.765 + 0.4 * random.unit()) }
        let reference = try #require(SentinelReference(random.shuffled(alone + late + beside)))
        #expect((0.62...0.666).contains(reference.addsPerChain), "\(reference.addsPerChain)")
    }

    @Test(arguments: 1...5) func aClockThatWandersByATenthLeavesTheLabelsAlone(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        var clock = 1.0
        let readings = (0..<2000).map { _ in
            clock = min(1.05, max(0.95, clock + 0.001 * simulation.normal()))
            return SentinelReading(
                chain: Int64(10_000 / clock * (1 + 0.001 * simulation.normal())),
                adds: Int64(5000 / clock * (1 + 0.001 * abs(simulation.normal()))))
        }
        let reference = try #require(SentinelReference(readings))
        #expect((0.94...1.06).contains(reference.chain / 10_000))
        #expect(abs(reference.addsPerChain / 0.5 - 1) < 0.01)
        let labels = zip(readings, readings.dropFirst()).map { reference.label(before: $0, after: $1) }
        #expect(labels.allSatisfy { $0 == .undisturbed })
    }
}
