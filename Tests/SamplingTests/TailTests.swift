import Testing

@testable import Sampling

/// Of a tail only that is told which its samples carry.
@Suite struct TailTests {
    @Test(arguments: [(64, 2), (1_000, 4), (999, 3), (10_000, 5)])
    func fewSamplesCarryFewPercentiles(samples: Int64, carried: Int) {
        let tail = Tail(percentiles: [1, 2, 3, 4, 5], longest: 6, samples: samples)
        #expect(tail.carried.compactMap(\.self) == [1, 2, 3, 4, 5].prefix(carried).map(Double.init))
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
