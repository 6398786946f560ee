import Testing

@testable import Sampling

/// Numbers that workers tell of a row beside its batches.
@Suite struct FactTests {
    private func record(_ facts: [String: Double]?, launches: [[String: Double]]) -> Record {
        var record = Record(
            Subject(name: "a.b", operation: "call", operationsPerIteration: 1, declaration: Declaration([:]), tasks: 1),
            version: 1)
        record.facts = facts
        record.launches = launches.map {
            Launch(order: VisitOrder(pairs: 1, iterations: 1, baselineIterations: 0), facts: $0)
        }
        return record
    }

    @Test func aTimeIsTheLowerQuartileOfAllWorkers() {
        let told = record(
            ["cpu-ns": 30, "connections": 100],
            launches: [
                ["cpu-ns": 10, "connections": 1], ["cpu-ns": 20, "connections": 1], [:], ["cpu-ns": 40], ["cpu-ns": 21],
            ])
        #expect(told.settledFacts == ["cpu-ns": 20, "connections": 100])
        #expect(told.launches[0].facts == ["cpu-ns": 10] && told.launches[2].facts == nil)
    }

    @Test func withoutFactsThereAreNone() {
        #expect(record(nil, launches: [["cpu-ns": 1]]).settledFacts == nil)
        #expect(record(["cpu-ns": .nan], launches: []).settledFacts?.isEmpty == true)
    }
}
