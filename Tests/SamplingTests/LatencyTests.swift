import Testing

@testable import Sampling

/// How long operations were under way, several at once, and what those who waited would have seen.
@Suite struct LatencyTests {
    @Test func whatKeepsTimeIsNotCorrected() throws {
        let distribution = DistributionRecorder.overlapping(
            Array(repeating: 10_000, count: 1000), inFlight: 10, service: 1000)
        #expect(distribution.sampleCount == 1000)
        #expect(distribution.inFlight == 10 && distribution.interval == 10_000)
    }

    /// One answer late by ninety intervals stands for the ninety that were not sent meanwhile, each late by one less.
    @Test func oneThatIsLateStandsForThoseItKeptBack() throws {
        let distribution = DistributionRecorder.overlapping(
            Array(repeating: 10_000, count: 99) + [910_000], inFlight: 10, service: 1000)
        // 910, 900, … 10 µs
        #expect(distribution.sampleCount == 99 + 91)
        let tail = try #require(distribution.tail)
        // Half of what clients would have seen lies above the usual time, where one sample in a hundred was late.
        #expect(abs(try #require(tail.percentiles[0]) - 10_000) < 200)
        #expect(abs(try #require(tail.percentiles[1]) - 720_000) < 15_000, "\(tail)")
        #expect(abs(tail.longest - 910_000) < 10_000)
        let bare = Distribution(operationsPerSample: 1, values: [10_000, 910_000], counts: [99, 1])
        #expect(try #require(bare.tail?.percentiles[1]) < 11_000)
    }

    @Test func itSaysWhatItIs() {
        let distribution = DistributionRecorder.overlapping([4321], inFlight: 100, service: 45.67)
        #expect(distribution.remark?.contains("coordinated omission") == true)
        #expect(distribution.tail?.inFlight == 100 && distribution.tail?.interval == 4567)
        #expect(Distribution(operationsPerSample: 1, values: [1], counts: [1]).remark == nil)
    }

    /// A worker sends them in one message of at most 128 KiB.
    @Test func theyFitIntoAMessageHoweverTheyAreSpread() {
        let samples = (0..<10_000).map { Int64($0) * Int64($0) * 400 % 5_000_000_000 }
        #expect(DistributionRecorder.overlapping(samples, inFlight: 1, service: 1e6).values.count < 7000)
    }

    @Test func nonsenseIsHarmless() {
        #expect(DistributionRecorder.overlapping([], inFlight: 0, service: 0).tail == nil)
        #expect(DistributionRecorder.overlapping([-5, .max], inFlight: 0, service: .infinity).sampleCount == 2)
    }
}
