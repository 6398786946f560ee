import Testing

@testable import Sampling

/// Numbers that workers tell of a row beside its batches.
@Suite struct FactTests {
    private func record(_ facts: [RowFact: Double]?, launches: [[RowFact: Double]]) -> Record {
        var record = Record(
            Subject(name: "a.b", operation: "call", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1))
        record.facts = facts
        record.launches = launches.map {
            Launch(order: VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0), facts: $0)
        }
        return record
    }

    @Test func aTimeIsTheLowerQuartileOfAllWorkers() {
        let told = record(
            [.serverCPU: 30, .connections: 100],
            launches: [
                [.serverCPU: 10, .connections: 1], [.serverCPU: 20, .connections: 1], [:], [.serverCPU: 40],
                [.serverCPU: 21],
            ])
        #expect(told.settledFacts == [.serverCPU: 20, .connections: 100])
        #expect(told.launches[0].facts == [.serverCPU: 10] && told.launches[2].facts == nil)
    }

    /// A fact that all workers tell alike is told by the one that was proved, whatever its name ends with.
    @Test func theJoinDecidesAndNotTheName() {
        let plain = RowFact("wait-ns", join: .first)
        let joined = RowFact("wait", join: .lowerQuartile)
        let told = record([plain: 30, joined: 30], launches: [[plain: 10, joined: 10], [plain: 20, joined: 20]])
        #expect(told.settledFacts == [plain: 30, joined: 10])
        #expect(told.launches.map(\.facts) == [[joined: 10], [joined: 20]])
    }

    @Test func withoutFactsThereAreNone() {
        #expect(record(nil, launches: [[.serverCPU: 1]]).settledFacts == nil)
        #expect(record([.serverCPU: .nan], launches: []).settledFacts?.isEmpty == true)
    }
}
