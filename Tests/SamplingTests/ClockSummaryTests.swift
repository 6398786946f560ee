import Counters
import Glibc
import Testing

@testable import Sampling

/// What a row comes to at the run's usual clock, in nanoseconds and in core cycles.
@Suite struct ClockSummaryTests {
    private static let clock = CoreClock(cyclesPerChain: 100_000, overhead: 0)

    private func summary(
        _ script: ClockScript, seed: UInt64 = 1, clock: CoreClock? = ClockSummaryTests.clock,
        change: (inout Record) -> Void = { _ in }
    ) throws -> (summary: Summary, samples: RowSamples, record: Record, sentinels: SentinelReference) {
        var simulation = Simulation(seed: seed)
        var record = script.record(&simulation)
        change(&record)
        let sentinels = try #require(SentinelReference(records: [record], clock: clock))
        return (
            Summary(of: record, sentinels: sentinels), RowSamples(of: record, sentinels: sentinels), record, sentinels
        )
    }

    /// Nanoseconds of one operation as the batches took them.
    private func raw(_ record: Record) -> [[Double]] { record.launches.map { $0.times.map { Double($0) / 1000 } } }

    @Test func aClockThatStandsStillLeavesTimesAlone() throws {
        let (summary, samples, record, _) = try summary(ClockScript(baseline: 30))
        #expect(samples.costs == raw(record))
        #expect(summary.cost == Estimate.ofMedian(raw(record)))
        #expect(summary.baseline == Estimate.ofMedian(record.launches.map { $0.baseline.map { Double($0) / 1000 } }))
        #expect(summary.undisturbedShare == 1 && summary.frequencyChangedShare == 0)
    }

    /// An interval from few launches that differ much is as wide below the median as above; no time is below 0.
    @Test func noTimeIsBelowZero() throws {
        let (summary, _, record, _) = try summary(ClockScript(launches: 3)) { record in
            for (index, factor) in [1, 2, 9].enumerated() {
                record.launches[index].times = record.launches[index].times.map { $0 * Int64(factor) }
            }
        }
        #expect(try #require(Estimate.ofMedian(raw(record))).low < 0)
        #expect(summary.cost?.low == 0)
    }

    @Test func whatWaitsForMemoryKeepsPlainTimes() throws {
        let script = ClockScript(share: 0, clock: ClockScript.steps, isMemoryBound: true)
        let (summary, samples, record, _) = try summary(script)
        #expect(summary.share == .none)
        #expect(samples.launches.map { $0.map(\.cost) } == raw(record))
        #expect(abs(try #require(summary.cost).median / 100 - 1) < 0.005)
        #expect(Summary(of: record, sentinels: nil).cost == Estimate.ofMedian(raw(record)))
    }

    @Test func bytesHaveNoClock() throws {
        let (summary, samples, record, _) = try summary(ClockScript(clock: ClockScript.steps)) { $0.unit = .bytes }
        #expect(samples.costs == raw(record))
        #expect(summary.cycles == nil && summary.undisturbedShare == 1)
    }

    // MARK: - Baselines

    @Test(arguments: [0.0, 0.5, 1]) func costBaselineAndNetAreCorrectedAlike(share: Double) throws {
        let script = ClockScript(
            cost: 100, baseline: 60, share: share, noise: 0.004, launches: 10, clock: ClockScript.wanders)
        let (summary, samples, _, sentinels) = try summary(script, seed: 3)
        #expect(abs(summary.share.value - share) < 0.1)
        let usual = 25_000 / sentinels.chain
        // The usual clock of a clock that wanders is where it was most often: the truth is what it costs there.
        let truth = (cost: 100 / pow(usual, share), baseline: 60 / pow(usual, share))
        let (cost, baseline, net) = (
            try #require(summary.cost), try #require(summary.baseline), try #require(summary.net)
        )
        #expect(abs(cost.median / truth.cost - 1) < 0.005)
        #expect(abs(baseline.median / truth.baseline - 1) < 0.005)
        #expect(abs(net.median / (truth.cost - truth.baseline) - 1) < 0.015)
        #expect(samples.used.joined().allSatisfy { $0.net == $0.cost - ($0.baseline ?? .nan) })
    }

    /// Each of a pair is corrected by the readings beside it, and not by those beside the other.
    @Test func eachOfAPairHasItsOwnClock() throws {
        var script = ClockScript(cost: 100, baseline: 60, noise: 0, apart: 0)
        script.clock = { count, _ in (0..<count).map { [1, 1.015, 1, 0.99, 1.01][$0 % 5] } }
        let (_, samples, _, sentinels) = try summary(script)
        let pairs = samples.launches.flatMap(\.self)
        #expect(pairs.contains { abs($0.speed - $0.baselineSpeed) > 0.004 })
        for pair in pairs {
            let chains = (sentinels.chain / pair.speed, sentinels.chain / pair.baselineSpeed)
            let share = samples.share.value
            #expect(abs(pair.cost / (100 * chains.0 / 25_000 * pow(pair.speed, share)) - 1) < 1e-4)
            #expect(abs((pair.baseline ?? 0) / (60 * chains.1 / 25_000 * pow(pair.baselineSpeed, share)) - 1) < 1e-4)
        }
    }

    // MARK: - Cycles

    @Test func atAClockThatStandsStillCyclesAreTimesByFrequency() throws {
        let (summary, _, _, sentinels) = try summary(ClockScript(baseline: 30))
        #expect(sentinels.gigahertz == 4)
        let (cost, net) = (try #require(summary.cost), try #require(summary.net))
        let (cycles, netCycles) = (try #require(summary.cycles), try #require(summary.netCycles))
        for part in [\Estimate.median, \.low, \.high] {
            #expect(abs(cycles[keyPath: part] / (4 * cost[keyPath: part]) - 1) < 1e-9)
            #expect(abs(netCycles[keyPath: part] / (4 * net[keyPath: part]) - 1) < 1e-9)
        }
        #expect(cycles.count == cost.count)
    }

    @Test(arguments: 1...4 as ClosedRange<UInt64>) func whatFollowsTheClockHasItsCyclesAtEveryClock(seed: UInt64) throws
    {
        let script = ClockScript(launches: 8, clock: ClockScript.steps)
        let (summary, samples, _, sentinels) = try summary(script, seed: seed)
        let (cost, cycles) = (try #require(summary.cost), try #require(summary.cycles))
        #expect(abs(cycles.median / (cost.median * (sentinels.gigahertz ?? .nan)) - 1) < 0.005)
        #expect(abs(cycles.median / 400 - 1) < 0.005)
        #expect(samples.launches.joined().allSatisfy { $0.cycles != nil && $0.baselineCycles == nil })
        #expect(summary.netCycles == nil)
    }

    /// A read of the clock in each reading of the chain makes every one of them too long, by as much.
    @Test func theReadOfTheClockIsNoPartOfTheChain() throws {
        var script = ClockScript(chain: 1000)
        script.clock = { count, _ in Array(repeating: 1, count: count) }
        let (summary, _, _, sentinels) = try summary(script, clock: CoreClock(cyclesPerChain: 3600, overhead: 100))
        #expect(sentinels.gigahertz == 4)
        #expect(abs(try #require(summary.cycles).median / 400 - 1) < 0.005)
    }

    @Test func withoutACoreClockThereAreNoCycles() throws {
        let (summary, samples, record, _) = try summary(
            ClockScript(baseline: 30, clock: ClockScript.steps), clock: nil)
        #expect(summary.cycles == nil && summary.netCycles == nil && summary.cost != nil)
        #expect(samples.launches.joined().allSatisfy { $0.cycles == nil && $0.baselineCycles == nil })
        #expect(Summary(of: record, sentinels: nil).cycles == nil)
    }

    // MARK: - Levelness

    @Test func coldBatchesAreSeenInTheRow() throws {
        let (level, _, _, _) = try summary(ClockScript(clock: ClockScript.wanders))
        #expect(try #require(level.levelness).significance > 0.001)
        let (cold, _, _, _) = try summary(ClockScript(clock: ClockScript.wanders)) { record in
            for launch in record.launches.indices {
                for index in record.launches[launch].times.indices where index % 4 == 0 {
                    record.launches[launch].times[index] += record.launches[launch].times[index] / 10
                }
            }
        }
        let levelness = try #require(cold.levelness)
        #expect(levelness.significance < 1e-6 && abs(levelness.change - 0.05) < 0.01)
        let (single, _, _, _) = try summary(ClockScript(visits: 40, pairs: 1))
        #expect(single.levelness == nil)
    }
}
