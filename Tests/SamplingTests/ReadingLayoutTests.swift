import Testing

@testable import Sampling

/// Which readings of the sentinel stand on the sides of a batch.
@Suite struct ReadingLayoutTests {
    private let alone = SentinelReading(chain: 1000, adds: 500)
    private let shared = SentinelReading(chain: 1000, adds: 800)
    private let reference = SentinelReference(chain: 1000, addsPerChain: 0.5)

    /// A launch of one visit of two pairs, with such readings.
    private func launch(_ readings: [SentinelReading], hasBaseline: Bool = true) -> Launch {
        let baselineIterations = hasBaseline ? 10 : 0
        let order = VisitOrder(pairs: 2, iterations: 10, baselineIterations: baselineIterations)
        let baseline: [Int64] = hasBaseline ? [10, 11] : []
        let visit = Visit(times: [100, 110], baseline: baseline, sentinels: readings, tally: Tally())
        #expect(visit.answers(order))
        var launch = Launch(order: order)
        launch.add(visit, round: 1)
        return launch
    }

    private func undisturbed(_ launch: Launch) -> [Bool] {
        BatchPair.all(in: launch, operations: 1, sentinels: reference).map(\.isUndisturbed)
    }

    @Test func pairsHaveReadingsOfTheirOwn() {
        // The neighbour came during the first pair, and was gone when the second began.
        #expect(undisturbed(launch([alone, alone, shared, alone, alone, alone])) == [false, true])
        #expect(undisturbed(launch([alone, alone, alone, alone, shared, alone])) == [true, false])
        #expect(undisturbed(launch([alone, shared, alone, alone], hasBaseline: false)) == [false, true])
    }

    @Test func filesOfEarlierTollsHaveOneReadingForTwoPairs() {
        #expect(undisturbed(launch([alone, alone, shared, alone, alone])) == [false, false])
        #expect(undisturbed(launch([alone, alone, alone, alone, shared])) == [true, false])
        #expect(undisturbed(launch([shared, alone, alone], hasBaseline: false)) == [false, true])
    }

    @Test func noOtherNumberOfReadingsFits() {
        var odd = launch([alone, alone, alone, alone, alone])
        odd.chain.append(contentsOf: [1000, 1000])
        odd.adds.append(contentsOf: [500, 500])
        #expect(!odd.isConsistent)
        let visit = Visit(
            times: [1, 1], baseline: [1, 1], sentinels: [alone, alone, alone, alone], tally: Tally())
        #expect(!visit.answers(VisitOrder(pairs: 2, iterations: 1, baselineIterations: 1)))
    }
}
