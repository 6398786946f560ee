import Sampling
import Testing

@Suite("SplitMix64") struct StatisticsRandomTests {
    @Test func numbersAreThePublishedOnes() {
        var generator = SplitMix64(seed: 1_234_567)
        let numbers = (0..<5).map { _ in generator.next() }
        #expect(
            numbers == [
                6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
                4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
            ])
    }

    @Test func theSameSeedGivesTheSameOrder() {
        var (first, second, third) = (SplitMix64(seed: 7), SplitMix64(seed: 7), SplitMix64(seed: 8))
        let order = first.shuffled(0..<100)
        #expect(order == second.shuffled(0..<100))
        #expect(order != third.shuffled(0..<100))
        #expect(order != Array(0..<100))
        #expect(order.sorted() == Array(0..<100))
        #expect(first.shuffled([Int]()) == [])
    }

    @Test func everyOrderComesEquallyOften() {
        var generator = SplitMix64(seed: 1)
        var counts: [[Int]: Int] = [:]
        for _ in 0..<6000 { counts[generator.shuffled([1, 2, 3]), default: 0] += 1 }
        #expect(counts.count == 6)
        #expect(counts.values.allSatisfy { (880...1120).contains($0) })
    }

    @Test func indicesAndUnitsKeepTheirBounds() {
        var generator = SplitMix64(seed: 3)
        let indices = (0..<1000).map { _ in generator.index(below: 3) }
        #expect(Set(indices) == [0, 1, 2])
        #expect((0..<1000).allSatisfy { _ in (0..<1).contains(generator.unit()) })
    }
}
