import Testing

@testable import Sampling

/// Of a tail only that is told which its samples carry.
@Suite struct TailTests {
    @Test(arguments: [(1, 0), (64, 2), (999, 3), (1_000, 4), (10_000, 5)])
    func fewSamplesCarryFewPercentiles(samples: Int64, carried: Int) throws {
        let distribution = Distribution(operationsPerSample: 1, values: [7], counts: [samples])
        let tail = try #require(distribution.tail)
        #expect(tail.percentiles == (0..<5).map { $0 < carried ? 7 : nil })
        #expect(tail.longest == 7)
    }

    @Test func whatOverlapsOrIsNoTimeIsNotTimedSingly() {
        func subject(_ unit: Unit, overlaps: Bool) -> Subject {
            Subject(
                name: "a", operation: "call", operationsPerIteration: 1, unit: unit, declaration: Declaration([:]),
                tasks: 1, overlaps: overlaps)
        }
        #expect(subject(.nanoseconds, overlaps: false).notTimedSingly == nil)
        #expect(subject(.nanoseconds, overlaps: true).notTimedSingly?.contains("several") == true)
        #expect(subject(.bytes, overlaps: false).notTimedSingly?.contains("not counted in time") == true)
    }
}
