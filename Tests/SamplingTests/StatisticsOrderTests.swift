import Sampling
import Testing

@Suite("Order statistics") struct StatisticsOrderTests {
    @Test func medianIsTheMiddleOrTheMeanOfTheTwoInTheMiddle() {
        #expect(median(of: []) == nil)
        #expect(median(of: [7]) == 7)
        #expect(median(of: [3, -1, 2]) == 2)
        #expect(median(of: [4, 1, 3, 2]) == 2.5)
    }

    @Test func valuesThatAreNotFiniteAreDropped() {
        #expect(median(of: [.nan, 1, .infinity, 3, -.infinity]) == 2)
        #expect(median(of: [.nan, .infinity]) == nil)
        #expect(medianAbsoluteDeviation([1, 2, 3, .nan]) == 1)
        #expect(autocorrelation(of: [1, .nan, 2, 1, .infinity, 2]) == autocorrelation(of: [1, 2, 1, 2]))
    }

    @Test(arguments: [(0.0, 10.0), (0.125, 10), (0.25, 15), (0.375, 20), (0.5, 25), (0.8, 37), (1, 40)])
    func quantilesGoInAStraightLineBetweenValues(share: Double, expected: Double) throws {
        #expect(abs(try #require(quantile(share, of: [10, 20, 30, 40])) - expected) < 1e-12)
    }

    @Test func quantileRefusesWhatIsNoShare() {
        #expect(quantile(-0.1, of: [1]) == nil)
        #expect(quantile(1.1, of: [1]) == nil)
        #expect(quantile(.nan, of: [1]) == nil)
        #expect(quantile(0.5, of: []) == nil)
        #expect(quantile(0.9, of: [6]) == 6)
    }

    @Test func medianAbsoluteDeviationIgnoresAnOutlier() {
        #expect(medianAbsoluteDeviation([]) == nil)
        #expect(medianAbsoluteDeviation([5, 5, 5]) == 0)
        #expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9]) == 1)
        #expect(medianAbsoluteDeviation([1, 1, 2, 2, 4, 6, 9_000_000]) == 1)
    }

    @Test func modeIsWhereValuesAreDensest() {
        #expect(halfSampleMode(of: []) == nil)
        #expect(halfSampleMode(of: [4]) == 4)
        #expect(halfSampleMode(of: [4, 5]) == 4.5)
        #expect(halfSampleMode(of: [1, 2, 4]) == 1.5)
        #expect(halfSampleMode(of: [1, 3, 4]) == 3.5)
        #expect(halfSampleMode(of: [1, 2, 3]) == 2)
        #expect(halfSampleMode(of: [0, 100, 101, 101, 101, 102, 130, 160, 190]) == 101)
        #expect(halfSampleMode(of: Array(repeating: 8, count: 50)) == 8)
    }

    @Test func autocorrelationTellsRepetitionFromAlternation() throws {
        #expect(autocorrelation(of: [1, 2]) == nil)
        #expect(autocorrelation(of: [3, 3, 3, 3]) == nil)
        #expect(abs(try #require(autocorrelation(of: [1, 2, 1, 2])) + 0.75) < 1e-12)
        #expect(abs(try #require(autocorrelation(of: [1, 2, 3, 4])) - 0.25) < 1e-12)
    }
}
