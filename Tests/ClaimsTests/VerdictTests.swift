import Sampling
import Testing

@testable import Claims

@Suite struct BoundTests {
    private func excess(_ bound: Bound, _ low: Double, _ median: Double, _ high: Double) -> [Double] {
        let excess = bound.excess(of: Estimate(median: median, low: low, high: high, count: 9))
        return [excess.low, excess.median, excess.high]
    }

    @Test func oneOrLessIsAsClaimedWhicheverWayTheClaimPoints() {
        #expect(excess(.atMost(2), 1, 2, 4) == [0.5, 1, 2])
        #expect(excess(.atMost(2), -4, -2, 1) == [-2, -1, 0.5])
        #expect(excess(.atLeast(2), 1, 2, 4) == [0.5, 1, 2])
        #expect(excess(.atLeastTimes(2), 1.5, 2, 5) == [0.25, 1, 2])
        #expect(excess(.atLeastTimes(3), 0.9, 1, 3) == [1, .infinity, .infinity])
        #expect(excess(.within(2), 0.25, 0.5, 0.5) == [1, 1, 2])
        #expect(excess(.within(2), 0.5, 1, 4) == [0.5, 0.5, 2])
    }

    @Test func whereNoFactorWouldDoThereIsNone() {
        #expect(excess(.atLeast(2), -1, 0, 1) == [2, .infinity, .infinity])
        #expect(excess(.within(2), -1, 1, 2) == [0.5, 0.5, .infinity])
        #expect(Verdict(Bound.atLeast(2).excess(of: Estimate(exact: 0))).factor == nil)
    }
}

@Suite struct VerdictTests {
    private func word(_ low: Double, _ median: Double, _ high: Double, _ standing: Standing = .measured) -> Verdict.Word
    {
        Verdict(Estimate(median: median, low: low, high: high, count: 9), standing).word
    }

    @Test func theStrongWordsWantTheWholeInterval() {
        #expect(word(0.8, 0.9, 0.98) == .holds)
        #expect(word(-3, -2, 0) == .holds)
        #expect(word(0.8, 0.9, 0.99) == .about)
        #expect(word(2.07, 3, 4) == .doesNotHold)
        #expect(word(2.05, 3, 4) == .offBy)
        #expect(word(2.5, .infinity, .infinity) == .doesNotHold)
    }

    /// What the interval of one run cannot know is by how much the next will differ; counts do not.
    @Test func theyWantAMarginUnlessTheyAreCounted() {
        #expect(word(0.99, 0.99, 0.99) == .holds && word(1, 1, 1) == .holds)
        #expect(word(2.01, 2.01, 2.01) == .doesNotHold)
        func isOpen(_ low: Double, _ high: Double) -> Bool {
            Verdict(Estimate(median: (low + high) / 2, low: low, high: high, count: 9)).isOpen
        }
        // What is left of two large figures moves as far as they do.
        let left = Estimate(median: 0.92, low: 0.91, high: 0.93, count: 9)
        #expect(Verdict(left).word == .holds && Verdict(left, unrest: 6).word == .about)
        #expect(Verdict(left, unrest: 6).isOpen == false && Verdict(left, unrest: 4.2).isOpen)
        // More time makes no strong word of what lies within the margin.
        #expect(!isOpen(0.985, 1.01) && isOpen(0.97, 0.99) && !isOpen(0.9, 0.97))
        #expect(!isOpen(1.98, 2.03) && isOpen(2.03, 2.05))
    }

    /// A figure that is clearly less than what is allowed, and yet only about right, says why.
    @Test func whatLacksTheMarginSaysSo() {
        func words(_ a: Double, _ b: Double) -> String {
            let rows = [a, b].map {
                Cost(estimate: Estimate(median: $0, low: $0 - 1, high: $0 + 1, count: 9), launches: [])
            }
            return Reading("cost", rows[0] - rows[1], as: Headline.time, .atMost(150)).words
        }
        #expect(words(675, 540).hasSuffix("about 0.90×, since it may move by 13 % from run to run"))
        #expect(words(600, 540).hasSuffix("holds") && words(700, 540).hasSuffix("about 1.07×"))
    }

    @Test func betweenThemTheMedianDecides() {
        #expect(word(1.1, 1.25, 1.9) == .about)
        #expect(word(1.1, 1.26, 1.9) == .offBy)
        #expect(word(1.01, 1.2, 5) == .about)
        #expect(word(0.9, 1.6, 2) == .offBy)
    }

    @Test func anIntervalFromOneStrongWordToTheOtherDecidesNothing() {
        #expect(word(1, 1.5, 2.01) == .cannotTell)
        #expect(word(1.01, 1.5, 2.01) == .offBy)
        #expect(word(1, 1.5, 2) == .offBy && word(2.01, 2.03, 2.1) == .offBy)
        #expect(Verdict(Estimate(median: 1, low: 0, high: 9, count: 9)).needs == .precision)
    }

    @Test func aBoundProvesAndDoesNotRefute() {
        #expect(word(0.5, 0.6, 0.98, .upperBound) == .holds)
        #expect(word(0.5, 0.6, 1.1, .upperBound) == .cannotTell)
        #expect(word(3, 4, 5, .upperBound) == .cannotTell)
        #expect(Verdict(Estimate(exact: 4), .upperBound).needs == .figure)
    }

    @Test func anEstimateDoesNotRefuteEitherAndConfirmsWithAQuarterToSpare() {
        #expect(word(0.5, 0.6, 0.78, .estimate) == .holds)
        #expect(word(0.5, 0.6, 0.79, .estimate) == .about)
        #expect(word(1.5, 1.6, 1.7, .estimate) == .offBy)
        #expect(word(3, 4, 5, .estimate) == .cannotTell)
    }

    /// Where more was taken off than there was, nothing is said about the rest.
    @Test func anEstimateBelowNothingIsNone() {
        #expect(Verdict(Estimate(median: -0.2, low: -2, high: 1.6, count: 9), .estimate).needs == .precision)
        #expect(Verdict(Estimate(median: -0.2, low: -0.3, high: -0.1, count: 9), .estimate).needs == .figure)
        #expect(word(-0.3, -0.2, 0.4) == .holds)
    }

    @Test func itReadsAsWordAndFactor() {
        let texts = [0.9, 1.13, 1.76, 2.2].map { Verdict(Estimate(exact: $0)).text }
        #expect(texts == ["holds", "about 1.13×", "off by 1.76×", "does not hold"])
        #expect(Verdict(Estimate(exact: 2.2)).factorText == "2.20×")
        #expect(Verdict(.cannotTell, needs: .cpus(8)).text == "cannot tell here: needs 8 CPUs")
        #expect(Verdict(.cannotTell, needs: .rows(["a.b", "c.d"])).needs?.text == "'toll run a.b c.d'")
        #expect(Verdict(.notAMeasurement).text == "not a measurement")
    }
}

@Suite struct HeadlineTests {
    private func estimate(_ value: Double) -> Estimate {
        Estimate(median: value, low: value * 0.99, high: value * 1.01, count: 9)
    }

    @Test func eachKindHasItsOwnText() {
        let headlines: [Headline] = [
            .time(estimate(1080)), .ratio(estimate(1.354)), .share(estimate(0.0184)), .count(estimate(1.01), "calls"),
            .bytes(estimate(4400)), .none,
        ]
        #expect(headlines.map(\.text) == ["1.08 µs", "1.35×", "1.84 %", "1.01 calls", "4.30 KiB", ""])
        #expect(headlines[0].words == "1.08 µs [1.069 … 1.091]")
        #expect(headlines[2].words == "1.84 % [1.822 … 1.858]")
        #expect(Headline.time(Estimate(exact: -436)).text == "-436 ns")
    }

    @Test func aRangeSaysItsUnitOnce() {
        #expect(Headline.range(.time(estimate(72)), .time(estimate(117))).text == "72.0…117 ns")
        #expect(Headline.range(.time(estimate(720)), .time(estimate(1170))).text == "720 ns…1.17 µs")
        #expect(Headline.range(.ratio(estimate(0.36)), .ratio(estimate(1.2))).text == "0.36…1.20×")
        #expect(Headline.range(.time(estimate(72)), .time(estimate(117))).estimate?.median == 117)
    }
}
