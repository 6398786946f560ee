import Testing

@testable import Sampling

/// A run of hours keeps no more batches than a file can hold, and what it keeps says the same.
@Suite struct ThinningTests {
    private let clock = VirtualClock()

    private func run(_ scripts: [RowName: Script], launches: Int, most: Int) -> [Record] {
        let maker = ScriptedMaker(scripts, clock: clock)
        let clock = clock
        var plan = Plan.scripted(budget: 4_000_000_000, precision: -1, launches: launches, fewestLaunches: launches)
        plan.batch = 1_000_000
        var engine = Engine(
            plan: plan, subjects: scripts.keys.sorted().map { subject($0) }, maker: maker,
            now: { clock.nanoseconds })
        engine.mostBatches = most
        let records = engine.run()
        #expect(maker.left == 0)
        return records
    }

    @Test func aLongRunIsThinnedAndItsColumnsStillFit() {
        let records = run(
            ["a.one": Script(hasBaseline: true, spread: 0.2), "b.two": Script(spread: 0.2)], launches: 3, most: 200)
        for record in records {
            #expect(record.batches <= 200 && record.batches > 60, "\(record.batches)")
            #expect(record.launches.count == 3 && record.launches.allSatisfy { $0.isConsistent && !$0.rounds.isEmpty })
            #expect(record.status == .measured)
            for launch in record.launches {
                let visits = launch.rounds.count
                #expect(launch.rounds == launch.rounds.sorted())
                // As many operations as the visits that are left did.
                let most = visits * launch.pairs * launch.iterations
                #expect(abs(launch.tally.operations - most) <= 4, "\(launch.tally.operations) of \(most)")
            }
            #expect(Estimate.ofMedian(RowSamples(of: record, sentinels: nil).costs)?.contains(1000) == true)
        }
    }

    /// Whatever each row keeps, rows that are as often there stay neighbours in time.
    @Test func rowsKeepTheSameRounds() {
        let records = run(["a.one": Script(), "b.two": Script(), "c.three": Script()], launches: 1, most: 100)
        let rounds = records.map { Set($0.launches[0].rounds) }
        #expect(rounds[0].count > 10 && rounds[0] == rounds[1] && rounds[1] == rounds[2])
        let step = rounds[0].sorted()[2] - rounds[0].sorted()[1]
        #expect(step > 1 && step.nonzeroBitCount == 1)
        #expect(rounds[0].sorted().dropFirst().allSatisfy { $0.isMultiple(of: step) })
    }

    /// A launch keeps its last visit, and what cannot be thinned is left as it is.
    @Test func oneVisitOfEachLaunchStays() {
        var record = Record(subject("a.one"))
        for round in 1...40 {
            var launch = Launch(order: VisitOrder(pairs: 4, iterations: 10, baselineIterations: 0))
            launch.rounds = [round, round + 1, round + 2]
            launch.times = Array(repeating: 10, count: 12)
            launch.chain = Array(repeating: 3, count: 15)
            launch.adds = launch.chain
            launch.tally = Tally(operations: 30, counted: [.syscalls: 300])
            record.launches.append(launch)
        }
        record.thin(to: 50)
        #expect(record.launches.count == 40 && record.launches.allSatisfy { $0.rounds.count == 1 && $0.isConsistent })
        #expect(record.launches.allSatisfy { $0.tally.operations == 10 && $0.tally.counted == [.syscalls: 100] })
        let before = record
        record.thin(to: 50)
        #expect(record == before)
    }

    @Test func manyRowsKeepFewerEach() {
        #expect(Engine.mostBatches(of: 0) == Record.mostBatches && Engine.mostBatches(of: 1) == Record.mostBatches)
        #expect(Engine.mostBatches(of: 100) == 15_000)
        #expect(Engine.mostBatches(of: 100_000) == 6_000)
    }
}
