import Testing

@testable import Sampling

/// Whether a reference is believed: only where a whole visit was like it.
@Suite struct SteadyVisitTests {
    /// A record of visits whose readings have these ratios of adds to chain.
    private func record(
        visits: Int, pairs: Int = 24, step: Double = 1, ratio: (Int, inout SplitMix64) -> Double
    ) -> Record {
        var random = SplitMix64(seed: 11)
        var record = Record(subject("a.row"))
        var launch = Launch(order: VisitOrder(pairs: pairs, iterations: 1000, baselineIterations: 0))
        func shown(_ nanoseconds: Double) -> Int64 {
            // A clock shows one of the two steps beside the moment.
            Int64(((nanoseconds / step + random.unit()).rounded(.down)) * step)
        }
        for round in 0..<visits {
            let readings = (0..<2 * pairs).map { _ in
                let ratio = ratio(round, &random)
                return SentinelReading(chain: shown(2600), adds: shown(2600 * ratio))
            }
            launch.add(
                Visit(
                    times: Array(repeating: 30_000, count: pairs), baseline: [], sentinels: readings, tally: Tally()),
                round: round)
        }
        record.launches = [launch]
        return record
    }

    private func alone(_ random: inout SplitMix64) -> Double { 0.66 + 0.006 * random.unit() }
    private func beside(_ random: inout SplitMix64) -> Double { 0.765 + 0.4 * random.unit() }

    @Test func aQuietCoreIsSure() throws {
        let record = record(visits: 20) { alone(&$1) }
        let reference = try #require(SentinelReference(records: [record]))
        #expect(reference.isSure)
        #expect(RowSamples(of: record, sentinels: reference).isUndisturbed)
    }

    /// The quietest readings beside a neighbour who never leaves lie close together too.
    @Test func aNeighbourWhoStaysLeavesNothingUndisturbed() throws {
        let record = record(visits: 400) { beside(&$1) }
        let reference = try #require(SentinelReference(records: [record]))
        #expect(!reference.isSure)
        let quietest = SentinelReading(chain: 2600, adds: Int64(2600 * reference.addsPerChain))
        #expect(reference.label(before: quietest, after: quietest) == .shared)
        #expect(!RowSamples(of: record, sentinels: reference).isUndisturbed)
        #expect(Summary(of: record, sentinels: reference).undisturbedShare == 0)
    }

    @Test func oneVisitAloneIsEnough() throws {
        let record = record(visits: 400) { visit, random in visit == 77 ? alone(&random) : beside(&random) }
        let reference = try #require(SentinelReference(records: [record]))
        #expect(reference.isSure && reference.addsPerChain < 0.67)
        #expect(RowSamples(of: record, sentinels: reference).used.map(\.count) == [24])
    }

    /// A neighbour who always uses as much leaves steady visits, but a moment without him shows that they are his.
    @Test func steadyVisitsBesideANeighbourAreNotTheReference() throws {
        let record = record(visits: 100) { visit, random in
            visit == 50 && random.unit() < 0.5 ? alone(&random) : 1.08 + 0.005 * random.unit()
        }
        let reference = try #require(SentinelReference(records: [record]))
        #expect(reference.addsPerChain < 0.67 && !reference.isSure)
    }

    /// Too few readings to tell: what lies alike is believed.
    @Test func shortVisitsAreBelieved() throws {
        let record = record(visits: 400, pairs: 4) { beside(&$1) }
        #expect(try #require(SentinelReference(records: [record])).isSure)
    }

    /// A clock of 24 MHz shows a steady core in two or three values.
    @Test(arguments: [10, 41.7] as [Double]) func aCoarseClockIsNoNeighbour(step: Double) throws {
        let quiet = record(visits: 20, step: step) { alone(&$1) }
        #expect(try #require(SentinelReference(records: [quiet])).isSure)
        let crowded = record(visits: 400, step: step) { beside(&$1) }
        #expect(try !#require(SentinelReference(records: [crowded])).isSure)
    }
}
