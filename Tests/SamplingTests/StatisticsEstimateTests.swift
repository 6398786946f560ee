import Testing

@testable import Sampling

@Suite("Estimate") struct StatisticsEstimateTests {
    @Test func theIntervalEndsAtOrderStatistics() {
        // Of 12 independent values the third from each end are 96 % apart. Here nothing resembles its neighbour.
        let values: [Double] = [7, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1]
        #expect(Estimate.ofMedian([values]) == Estimate(median: 6.5, low: 3, high: 10, count: 12))
    }

    @Test(arguments: [(6, 1), (8, 1), (9, 2), (12, 3), (20, 6), (50, 18), (100, 40), (1000, 469)])
    func ranksAreThoseOfTheTables(count: Int, rank: Int) { #expect(medianRank(count: count) == rank) }

    @Test func ranksGoOnBeyondTheExactOnes() throws {
        #expect(medianRank(count: 5) == nil)
        #expect(medianRank(count: 0) == nil)
        #expect(try #require(medianRank(count: 1001)) - #require(medianRank(count: 1000)) <= 1)
        #expect(medianRank(count: 10_000) == 4902)
    }

    @Test(arguments: [
        (0.5, 12.706), (1, 12.706), (4, 2.776), (10, 2.228), (20, 2.086), (120, 1.980), (.infinity, 1.960),
    ])
    func studentsFactorIsThatOfTheTables(degrees: Double, factor: Double) {
        #expect(abs(studentFactor(degreesOfFreedom: degrees) - factor) < 0.001)
    }

    @Test func fractionsOfADegreeLieBetween() {
        let factor = studentFactor(degreesOfFreedom: 2.5)
        #expect(factor < 4.303 && factor > 3.182)
        #expect(abs(factor - 3.558) < 0.1)
    }

    @Test func fewerThanSixValuesHaveNoInterval() {
        #expect(Estimate.ofMedian([]) == nil)
        #expect(Estimate.ofMedian([[], []]) == nil)
        #expect(Estimate.ofMedian([[1, 2], [3, 4, 5]]) == nil)
        #expect(Estimate.ofMedian([[1, 2, .nan], [3, 4, 5, .infinity]]) == nil)
        #expect(Estimate.ofMedian([[1, 2, 3], [4, 5, 6]])?.count == 6)
    }

    @Test func notFiniteValuesAreDropped() {
        let values: [Double] = [7, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1]
        #expect(Estimate.ofMedian([values + [.nan, .infinity, -.infinity], [.nan]]) == Estimate.ofMedian([values]))
    }

    @Test func equalValuesHaveNoWidth() {
        let estimate = Estimate.ofMedian([[5, 5, 5, 5], [5, 5, 5]])
        #expect(estimate == Estimate(median: 5, low: 5, high: 5, count: 7))
        #expect(estimate?.relativeHalfWidth == 0)
        #expect(Estimate.ofMedian([[0, 0, 0, 0, 0, 0]])?.relativeHalfWidth == 0)
    }

    @Test func negativeValuesMirrorPositiveOnes() throws {
        let values: [Double] = [7, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1]
        #expect(
            Estimate.ofMedian([values.map { -$0 }]) == Estimate(median: -6.5, low: -10, high: -3, count: 12))
        #expect(Estimate(median: -10, low: -11, high: -9, count: 9).relativeHalfWidth == 0.1)
        #expect(Estimate(median: 0, low: -1, high: 1, count: 9).relativeHalfWidth == .infinity)
    }

    @Test func valuesTooLargeForArithmeticDoNotCrash() {
        let huge = Double.greatestFiniteMagnitude
        for groups in [[[huge, -huge, huge, -huge, huge, -huge]], [[huge, huge, huge], [-huge, -huge, -huge]]] {
            if let estimate = Estimate.ofMedian(groups) { #expect(estimate.low <= estimate.high) }
        }
        #expect(Estimate.ofDifference([Array(repeating: (huge, -huge), count: 9)]) == nil)
    }

    @Test func launchesThatDifferAreWorthNoMoreThanTheirNumber() {
        let groups = (0..<4).map { launch in (0..<50).map { Double(launch * 100 + $0 % 5) } }
        let dependence = Dependence(of: groups, around: 152)
        #expect(dependence.count == 200)
        #expect(dependence.effectiveCount < 4.1)
        #expect(dependence.betweenLaunches > 0.99)
        #expect(dependence.degreesOfFreedom < 3.1)
    }

    @Test func aSpreadKnownFromFewLaunchesWidensTheInterval() throws {
        var simulation = Simulation(seed: 6)
        let groups = simulation.launches(6, of: 100, apart: 0.4)
        let estimate = try #require(Estimate.ofMedian(groups))
        let dependence = Dependence(of: groups, around: estimate.median)
        let worth = Int(dependence.effectiveCount)
        let share = (Double(try #require(medianRank(count: worth))) - 0.5) / Double(worth)
        let sorted = groups.joined().sorted()
        #expect(worth > 20 && dependence.degreesOfFreedom < 20)
        #expect(estimate.low < (try #require(quantile(share, of: sorted))))
        #expect(estimate.high > (try #require(quantile(1 - share, of: sorted))))
    }

    @Test func batchesThatStayAreWorthLess() {
        let groups = [(0..<100).map { Double($0 / 10 % 2) }]
        let dependence = Dependence(of: groups, around: 0.5)
        #expect(dependence.autocorrelationTime > 4)
        #expect(dependence.effectiveCount < 25)
    }

    @Test func alternatingBatchesAreNeverWorthMoreThanTheirNumber() {
        let dependence = Dependence(of: [(0..<100).map { Double($0 % 2) }], around: 0.5)
        #expect(dependence.effectiveCount == 100)
        #expect(dependence.autocorrelationTime == 1)
    }

    @Test func oneValueALaunchIsIndependent() {
        let groups = [7.0, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1].map { [$0] }
        #expect(Estimate.ofMedian(groups) == Estimate(median: 6.5, low: 3, high: 10, count: 12))
    }

    @Test func differencesAreSigned() {
        let pairs = [7.0, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1].map { (100.0, 95 + $0) }
        #expect(Estimate.ofDifference([pairs]) == Estimate(median: -1.5, low: -5, high: 2, count: 12))
        #expect(Estimate.ofDifference([pairs + [(.nan, 1), (1, .infinity)]])?.count == 12)
        #expect(Estimate.ofDifference([Array(pairs.prefix(5))]) == nil)
    }

    @Test func ratiosDropPairsWithoutOne() {
        let pairs = [7.0, 6, 9, 3, 12, 2, 10, 5, 8, 4, 11, 1].map { ($0 * 2, 4.0) }
        let expected = Estimate(median: 3.25, low: 1.5, high: 5, count: 12)
        #expect(Estimate.ofRatio([pairs]) == expected)
        #expect(Estimate.ofRatio([pairs + [(1, 0), (0, 0), (.nan, 1), (1, .infinity), (.infinity, 1)]]) == expected)
    }

    @Test func independentEstimatesJoinLikeTheSidesOfARightAngle() throws {
        let a = Estimate(median: 10, low: 7, high: 11, count: 20)
        let b = Estimate(median: 6, low: 3, high: 10, count: 9)
        #expect(Estimate.difference(a, b) == Estimate(median: 4, low: -1, high: 4 + 10.0.squareRoot(), count: 9))

        let ratio = try #require(Estimate.ratio(a, b))
        let inverse = try #require(Estimate.ratio(b, a))
        #expect(ratio.median == 10.0 / 6)
        #expect(abs(ratio.low * inverse.high - 1) < 1e-12)
        #expect(abs(ratio.high * inverse.low - 1) < 1e-12)
        #expect(ratio.count == 9)
    }

    @Test func aRatioToWhatMayBeNothingIsRefused() {
        let sure = Estimate(median: 10, low: 7, high: 11, count: 20)
        #expect(Estimate.ratio(sure, Estimate(median: 1, low: -1, high: 3, count: 20)) == nil)
        #expect(Estimate.ratio(Estimate(median: 1, low: 0, high: 3, count: 20), sure) == nil)
        #expect(Estimate.ratio(sure, Estimate(median: .nan, low: .nan, high: .nan, count: 0)) == nil)
        #expect(Estimate.ofRatio(independent: [[1, 2, 3]], [[1, 2, 3, 4, 5, 6]]) == nil)
    }
}
