import Glibc
import Sampling
import Testing

@Suite("Trends and modes") struct StatisticsTrendTests {
    @Test func aSteadyRiseIsADrift() throws {
        let drift = try #require(Drift(of: (0...100).map { 100 + Double($0) / 10 }))
        #expect(abs(drift.change - 10.0 / 105) < 1e-9)
        #expect(drift.significance < 1e-6)
        let fall = try #require(Drift(of: (0...100).map { 100 - Double($0) / 10 }))
        #expect(abs(fall.change + 10.0 / 95) < 1e-9)
    }

    @Test func aThirdOfOutliersDoesNotFeignADrift() throws {
        var values = (0..<900).map { 100 + Double($0 * 7 % 10) / 10 }
        for index in 700..<900 { values[index] += index % 2 == 0 ? 1000 : 0 }
        #expect(abs(try #require(Drift(of: values)).change) < 0.01)
    }

    @Test func driftNeedsValues() {
        #expect(Drift(of: []) == nil)
        #expect(Drift(of: [1, 2, 3, 4, 5, 6, 7]) == nil)
        #expect(Drift(of: [1, 2, 3, 4, 5, 6, 7, .nan]) == nil)
        #expect(Drift(of: Array(repeating: 0, count: 20)) == nil)
        #expect(Drift(of: Array(repeating: 4, count: 20)) == Drift(change: 0, significance: 1))
        #expect(Drift(of: Array(repeating: -4, count: 10) + Array(repeating: -2, count: 10))?.change ?? 0 > 0)
    }

    @Test(arguments: [0, 0.6]) func chanceSeldomLooksLikeADrift(resemblance: Double) throws {
        var simulation = Simulation(seed: 11)
        var found = 0
        for _ in 0..<300 {
            let values = simulation.launches(1, of: 60, resemblance: resemblance)[0]
            if try #require(Drift(of: values)).significance < 0.01 { found += 1 }
        }
        #expect(found <= 12)
    }

    @Test func aLineIsFoundThroughOutliers() throws {
        var points = (0..<20).map { (x: Double($0), y: 3 + 0.5 * Double($0)) }
        for index in [2, 9, 15, 17] { points[index].y += 1000 }
        let line = try #require(RobustLine(points.reversed()))
        #expect(line.slope.median == 0.5)
        #expect(line.slope.contains(0.5))
        #expect(line.slope.count == 20)
        #expect(line.intercept == 3)
        #expect(line.residualSpread == 0)
    }

    @Test func aLineNeedsPointsThatDifferInX() {
        #expect(RobustLine([]) == nil)
        #expect(RobustLine([(0, 1), (1, 2), (2, 3), (3, 4)]) == nil)
        #expect(RobustLine([(0, 1), (1, 2), (2, 3), (3, 4), (4, .nan)]) == nil)
        #expect(RobustLine(Array(repeating: (x: 2, y: 1), count: 9)) == nil)
        #expect(
            RobustLine([(0, 0), (1, 1), (2, 4), (3, 9), (4, 16)])?.slope
                == Estimate(median: 4, low: 1, high: 7, count: 5))
    }

    @Test func theIntervalOfASlopeHoldsTheTruth() throws {
        var simulation = Simulation(seed: 2)
        var held = 0
        for _ in 0..<300 {
            let points = (0..<24).map { index in
                let x = Double(index % 8)
                return (x: x, y: 3 + 0.5 * x + simulation.normal())
            }
            if try #require(RobustLine(points)).slope.contains(0.5) { held += 1 }
        }
        #expect((0.92...0.99).contains(Double(held) / 300))
    }

    @Test func manyPointsAreThinnedOut() throws {
        let line = try #require(RobustLine((0..<5000).map { (x: Double($0), y: 2 * Double($0)) }))
        #expect(line.slope == Estimate(median: 2, low: 2, high: 2, count: RobustLine.mostPoints))
    }

    @Test func twoStatesAreTwoModes() throws {
        var simulation = Simulation(seed: 3)
        let values = (0..<300).map { $0 % 3 == 0 ? 220 + 8 * simulation.normal() : 164 + simulation.normal() }.sorted()
        let modes = try #require(Bimodality(in: values))
        #expect(Bimodality(in: values) != nil)
        #expect(abs(modes.low - 164) < 1)
        #expect(abs(modes.high - 220) < 4)
        #expect(abs(modes.lowShare - 2.0 / 3) < 0.02)
        #expect(abs(modes.distance - 56.0 / 164) < 0.03)
    }

    @Test func oneModeIsOneHoweverLopsided() {
        var simulation = Simulation(seed: 4)
        func found(_ value: (inout Simulation) -> Double) -> Int {
            (0..<200).count { _ in Bimodality(in: (0..<120).map { _ in value(&simulation) }.sorted()) != nil }
        }
        #expect(found { $0.normal() } <= 1)
        #expect(found { $0.exponential() } <= 1)
        #expect(found { exp($0.normal()) } <= 1)
        #expect(found { $0.random.unit() } <= 1)
        #expect(found { 164 + $0.normal() + ($0.random.unit() < 0.05 ? 500 * $0.exponential() : 0) } <= 1)
    }

    @Test func stepsOfAClockAreNoModes() {
        #expect(Bimodality(in: Array(repeating: 30, count: 200) + Array(repeating: 31, count: 200)) == nil)
        #expect(Bimodality(in: Array(repeating: 30, count: 200)) == nil)
        #expect(Bimodality(in: []) == nil)
        #expect(Bimodality(in: [1]) == nil)
        #expect(Bimodality(in: [1, 1, 1, 9, 9, 9]) == nil)
    }
}
