import Foundation
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
        #expect(told.settledFacts() == [.serverCPU: 20, .connections: 100])
        #expect(told.launches[0].facts == [.serverCPU: 10] && told.launches[2].facts == nil)
    }

    /// Workers that shared their core, by the adds of the sentinel, say nothing of the server's time where others had
    /// theirs to themselves.
    @Test func aTimeIsThatOfUndisturbedWorkers() {
        func told(_ time: Double, _ adds: Double) -> [RowFact: Double] { [.serverCPU: time, .serverAdds: adds] }
        let some = record(
            told(58, 0.61), launches: [told(40, 0.382), told(38, 0.390), told(39, 0.380), told(57, 0.6)])
        #expect(some.undisturbedServerTimes() == [40, 38, 39])
        #expect(some.settledFacts()?[.serverCPU] == 38)
        let none = record(told(58, 0.61), launches: [told(57, 0.60), told(60, 0.62)])
        #expect(none.undisturbedServerTimes() == [58, 57, 60])
        // The rest of the run knows how fast they can be here.
        var usual = SentinelReference(chain: 3600, addsPerChain: 0.38)
        #expect(some.undisturbedServerTimes(beside: usual) == [40, 38, 39])
        #expect(none.undisturbedServerTimes(beside: usual).isEmpty)
        #expect(none.settledFacts(beside: usual)?[.serverCPU] == 57)
        // Beside a neighbour who never left, nothing is known to be undisturbed.
        usual.isSure = false
        #expect(some.undisturbedServerTimes(beside: usual).isEmpty)
    }

    /// A fact that all workers tell alike is told by the one that was proved, whatever its name ends with.
    @Test func theJoinDecidesAndNotTheName() {
        let plain = RowFact("wait-ns", join: .first)
        let joined = RowFact("wait", join: .lowerQuartile)
        let told = record([plain: 30, joined: 30], launches: [[plain: 10, joined: 10], [plain: 20, joined: 20]])
        #expect(told.settledFacts() == [plain: 30, joined: 10])
        #expect(told.launches.map(\.facts) == [[joined: 10], [joined: 20]])
    }

    /// What a net figure leaves stands once for all rows that begin alike.
    @Test func whatNetMeansIsToldOnce() {
        func figure(_ name: RowName, _ means: String?) -> Figure {
            let subject = Subject(
                name: name, operation: "hop", operationsPerIteration: 1, declaration: Declaration([:]), netMeans: means,
                tasks: 1)
            var figure = Figure(
                Record(subject), sentinels: nil,
                run: RunConditions(plan: Plan(), cpu: 0, otherCPU: nil, clock: "tsc", began: 0))
            figure.netMeans = Record(subject).netMeans
            return figure
        }
        let rows = [
            figure("switch.yield.thread", "the switch alone"), figure("switch.pipe.process", "sleep and switch"),
            figure("switch.pipe.thread", "sleep and switch"), figure("switch.futex.thread", "sleep and switch"),
            figure("switch.pipe.process.cross", "waking another CPU"), figure("syscall.null.raw", nil),
        ]
        #expect(
            Figure.netMeanings(of: rows) == [
                "the switch alone (switch.yield)", "sleep and switch (switch.pipe, switch.futex)",
                "waking another CPU (switch.pipe.process.cross)",
            ])
        // A family in which all mean the same is named once.
        let layers = ["tax.bare.null", "tax.trap.null", "tax.stack.docker.hop"].map { figure($0, "the layer's price") }
        #expect(Figure.netMeanings(of: layers) == ["the layer's price (tax)"])
        #expect(Figure.netMeanings(of: []).isEmpty)
    }

    /// A share of samples is the more certain the more workers took some; so it is when the result has been in a file.
    @Test func aShareIsTheMeanOfAllWorkers() throws {
        let told = record(
            [.pidProfileShare: 0.05], launches: [[.pidProfileShare: 0.06], [.pidProfileShare: 0.07]])
        let read = try JSONDecoder().decode(Record.self, from: try JSONEncoder().encode(told))
        for record in [told, read] {
            #expect(abs((record.settledFacts()?[.pidProfileShare] ?? 0) - 0.06) < 1e-12)
        }
        let timed = record([.serverCPU: 30], launches: [[.serverCPU: 10], [.serverCPU: 20]])
        #expect(
            try JSONDecoder().decode(Record.self, from: try JSONEncoder().encode(timed)).settledFacts()
                == timed.settledFacts())
    }

    @Test func withoutFactsThereAreNone() {
        #expect(record(nil, launches: [[.serverCPU: 1]]).settledFacts() == nil)
        #expect(record([.serverCPU: .nan], launches: []).settledFacts()?.isEmpty == true)
    }
}
