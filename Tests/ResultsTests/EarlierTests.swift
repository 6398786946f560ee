import Machine
import Results
import Sampling
import Testing

/// A run that goes on from the rows of another.
@Suite struct EarlierTests {
    private let file = Script([("a.one", 100), ("b.two", 50)]).result(seed: 1)

    private func later(_ costs: [(RowName, Double)], from round: Int = 100) -> [Record] {
        var records = Script(costs).result(seed: 2).records
        for row in records.indices {
            for launch in records[row].launches.indices {
                records[row].launches[launch].rounds = records[row].launches[launch].rounds.map { $0 + round }
            }
        }
        return records
    }

    @Test func keepsWhatIsValidAndSaysWhenItWasMeasured() {
        var file = file
        file.records[1].failure = .init(status: .failed, reason: "gone")
        let earlier = Earlier(file)
        #expect(earlier.records.map(\.name) == ["a.one"])
        #expect(earlier.records[0].launches == file.records[0].launches)
        #expect(earlier.records[0].notes == ["measured in an earlier run, of 2023-11-14 22:13 UTC"])
        #expect(earlier.lastRound == 11)
        // Once is enough.
        file.records = earlier.records
        file.run.began += 86_400
        #expect(Earlier(file).records == earlier.records)
        #expect(Earlier(file) { _ in false }.records.isEmpty && Earlier(file) { _ in false }.lastRound == 0)
    }

    /// Rounds come from a file, and the run that goes on counts on from them.
    @Test func roundsBeyondBeliefAreNotKept() {
        for round in [Int.max, Int.min, -1] {
            var file = file
            file.records[0].launches[0].rounds[0] = round
            #expect(Earlier(file).records.map(\.name) == ["b.two"])
        }
    }

    @Test func bothRunsAreInOneFileByFamily() {
        let earlier = Earlier(file)
        #expect(earlier.joined(with: []) == earlier.records)
        let both = earlier.joined(with: later([("c.four", 1), ("a.three", 2)]))
        #expect(both.map(\.name) == ["a.one", "a.three", "b.two", "c.four"])
    }

    /// A row of both has the launches of both. Before the later run has any of it, it is as it was.
    @Test func aRowOfBothGetsFurtherLaunches() {
        let earlier = Earlier(file)
        let again = later([("a.one", 100)])
        let joined = earlier.joined(with: again)
        #expect(joined[0].launches == file.records[0].launches + again[0].launches)
        #expect(joined[0].status == .measured && joined[0].notes == earlier.records[0].notes)
        var none = again
        none[0].launches = []
        none[0].failure = .init(status: .failed, reason: "gone")
        #expect(earlier.joined(with: none) == earlier.records)
    }

    @Test func rowsThatGiveNothingHereStandBesideTheOthers() {
        var earlier = Earlier()
        var skipped = later([("z.five", 1)])
        skipped[0].failure = .init(status: .skipped, reason: "no such thing here")
        earlier.add(skipped)
        #expect(earlier.joined(with: later([("a.one", 1)])).map(\.status) == [.skipped, .measured])
    }

    @Test func anotherMachineCPUOrBatchIsAnObstacle() {
        #expect(Earlier.obstacle(in: file, to: file) == nil)
        var other = file
        other.machine["kernel.release"] = .text("6.2")
        #expect(Earlier.obstacle(in: file, to: other)?.hasSuffix("was 6.1 and is 6.2") == true)
        // The same machine, in other circumstances: those that move figures are one.
        other = file
        other.machine["process.nice"] = .integer(10)
        #expect(
            Earlier.obstacle(in: file, to: other)
                == "the conditions are not the same: This process: nice value was not known and is 10")
        other = file
        other.machine["rlimit.open_files"] = .integer(64)
        #expect(Earlier.obstacle(in: file, to: other) == nil)
        other = file
        other.run.cpu = 3
        #expect(Earlier.obstacle(in: file, to: other) == "it was measured on CPU 1, and this is CPU 3")
        other = file
        other.run.plan.batch *= 2
        #expect(Earlier.obstacle(in: file, to: other) == "its batches were of another length")
        other = file
        other.run.plan.sentinel -= 1
        #expect(Earlier.obstacle(in: other, to: file) == "its toll had another sentinel")
        // A larger budget is none.
        other = file
        other.run.plan.budget *= 5
        #expect(Earlier.obstacle(in: file, to: other) == nil)
    }
}
