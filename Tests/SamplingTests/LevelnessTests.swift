import Sampling
import Testing

/// Whether batches depend on their place in a visit: found where it is so, and seldom called where it is not.
@Suite("Levelness") struct LevelnessTests {
    /// Visits of batches around 100 with a standard deviation of 1, each place dearer by its factor.
    private func visits(_ count: Int, _ factors: [Double], _ simulation: inout Simulation) -> [[Double]] {
        (0..<count).map { _ in factors.map { $0 * (100 + simulation.normal()) } }
    }

    @Test func aFallFromFirstToLastIsOneInAllVisits() throws {
        let level = try #require(Levelness(of: Array(repeating: [4, 3, 2, 1], count: 10)))
        // Page's sum is 10 × 20 where 250 is expected and √(10 × 25/3) is its standard deviation: 5.477 of them.
        #expect(abs(level.significance / 4.32e-8 - 1) < 0.01, "\(level.significance)")
        #expect(level.change == 3.5 / 1.5 - 1)
        let rise = try #require(Levelness(of: Array(repeating: [1, 2, 3, 4], count: 10)))
        #expect(rise.significance == level.significance && rise.change == 1.5 / 3.5 - 1)
    }

    @Test func equalBatchesHaveNoOrder() {
        #expect(
            Levelness(of: Array(repeating: [7, 7, 7, 7], count: 20)) == Levelness(change: 0, significance: 1))
        #expect(Levelness(of: Array(repeating: [0, 0, 0], count: 20)) == Levelness(change: 0, significance: 1))
    }

    @Test func anOrderNeedsVisitsAndPlaces() throws {
        let visit = [4.0, 3, 2, 1]
        #expect(Levelness(of: []) == nil)
        #expect(Levelness(of: [[], [], [], [], [], [], [], []]) == nil)
        #expect(Levelness(of: Array(repeating: visit, count: 7)) == nil)
        #expect(Levelness(of: Array(repeating: [2, 1], count: 100)) == nil)
        #expect(Levelness(of: Array(repeating: [.nan, 3, 2, 1], count: 100)) == nil)
        let whole = Array(repeating: visit, count: 10)
        let others: [[Double]] = [[9, 9, 9], [], [.infinity, 3, 2, 1], [1, 2, 3, 4, 5], [1, 2, 3, .nan]]
        #expect(Levelness(of: others + whole) == Levelness(of: whole))
    }

    /// Chance is called as often as the significance says, whatever the number of places and the shape of the noise.
    @Test(arguments: [3, 4, 8, 64]) func levelVisitsAreSeldomCalled(places: Int) throws {
        var simulation = Simulation(seed: UInt64(places))
        let repetitions = places == 64 ? 200 : 1000
        var (called, often) = (0, 0)
        for _ in 0..<repetitions {
            let visits = (0..<20).map { _ in
                let state = simulation.exponential()
                return (0..<places).map { _ in 100 + state + simulation.exponential() }
            }
            let level = try #require(Levelness(of: visits))
            if level.significance < 0.001 { called += 1 }
            if level.significance < 0.05 { often += 1 }
        }
        #expect(called <= 4)
        #expect((0.025...0.08).contains(Double(often) / Double(repetitions)), "\(often) of \(repetitions)")
    }

    @Test(arguments: 1...20 as ClosedRange<UInt64>) func aFirstBatchThatIsDearIsFound(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let level = try #require(Levelness(of: visits(40, [1.1, 1, 1, 1], &simulation)))
        #expect(level.significance < 0.001)
        // Two of four places make the first half, so half of the tenth is seen.
        #expect(abs(level.change - 0.05) < 0.01)
        let cold = try #require(Levelness(of: visits(12, [1.3, 1.2, 1.05, 1], &simulation)))
        #expect(cold.significance < 0.001)
        #expect(abs(cold.change - 0.22) < 0.02)
    }

    // MARK: - The sentinel

    /// Readings of visits of four batches, by place: five to a visit, the last one after the last batch.
    private func readings(firstAdds: Double, _ simulation: inout Simulation) -> [[SentinelReading]] {
        (0..<200).map { _ in
            (0..<5).map { place in
                let clock = 1 + 0.01 * simulation.normal()
                let adds = (place == 0 ? firstAdds : 1) * 1000 * clock * (1 + 0.002 * abs(simulation.normal()))
                return SentinelReading(chain: Int64(2500 * clock), adds: Int64(adds))
            }
        }
    }

    @Test(arguments: 1...10 as ClosedRange<UInt64>)
    func firstMiddleAndLastReadingsHaveOneDistribution(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let level = readings(firstAdds: 1, &simulation)
        for part in [\SentinelReading.chain, \.adds] {
            let places = try #require(Levelness(of: level.map { $0.map { Double($0[keyPath: part]) } }))
            #expect(places.significance > 0.001 && abs(places.change) < 0.01)
        }
    }

    /// Two copies of a loop, of which one lies across a cache line.
    @Test(arguments: 1...10 as ClosedRange<UInt64>) func aFirstReadingThatIsSlowIsFound(seed: UInt64) throws {
        var simulation = Simulation(seed: seed)
        let slow = readings(firstAdds: 1.23, &simulation)
        let adds = try #require(Levelness(of: slow.map { $0.map { Double($0.adds) } }))
        #expect(adds.significance < 1e-6 && abs(adds.change - 0.115) < 0.02)
        let chain = try #require(Levelness(of: slow.map { $0.map { Double($0.chain) } }))
        #expect(chain.significance > 0.001)
    }

    // MARK: - The grade

    @Test(arguments: [
        (0.008, 1e-9, Grade.Letter.a), (0.02, 1e-9, .b), (0.1, 1e-9, .c), (0.3, 1e-9, .d), (-0.1, 1e-9, .c),
        (0.3, 0.01, .a), (0.3, .nan, .a), (.nan, 1e-9, .a),
    ])
    func batchesThatAreNotLevelCostLetters(change: Double, significance: Double, letter: Grade.Letter) {
        var evidence = NoiseEvidence()
        evidence.levelness = Levelness(change: change, significance: significance)
        #expect(Grade(evidence).letter == letter)
    }

    @Test func theReaderIsToldWhatToTry() {
        let noise = Noise.notLevel(Levelness(change: 0.1, significance: 1e-9))
        #expect(noise.brief == "first batches +10 %")
        #expect(
            noise.sentence
                == "the first batches of a visit cost +10 % (limit 1.0 %), so the row was not warm: "
                + "measure it with fewer others, or with a larger budget")
        #expect(!noise.isOfRun)
    }
}
