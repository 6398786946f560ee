import FoundationEssentials
import Testing

@testable import Counters

private func reading(_ value: UInt64, enabled: UInt64 = 100, running: UInt64 = 100) -> CounterReading {
    CounterReading(value: value, enabled: enabled, running: running)
}

@Suite struct EventCountTests {
    @Test func countsAreOverAllBatches() {
        #expect(perOperation([reading(1000), reading(2000)], 100) == .value(30))
        #expect(perOperation([reading(0)], 100) == .value(0))
    }

    @Test func aSharedCounterIsAbsentNeverScaled() {
        #expect(
            perOperation([reading(1000), reading(500, running: 50)], 100)
                == .absent("it counted only 75 % of the time: others use its counter"))
        #expect(
            perOperation([reading(0, running: 0)], 100)
                == .absent("it never counted: no counter was free for its group"))
        #expect(perOperation([], 100) == .absent("nothing was counted"))
        #expect(perOperation([reading(5)], 0) == .absent("nothing was counted"))
    }

    @Test func eachGroupHasItsOwnBatchesAndRefusalsFollow() {
        let a = CounterEvent(name: "a", type: 4, config: 1)
        let b = CounterEvent(name: "b", type: 4, config: 2)
        let c = CounterEvent(name: "c", type: 4, config: 3)
        let refusal = CounterRefusal("c", "no such event")
        let layout = GroupLayout([a, b, c]) { group in
            group.contains(c) ? .refused(refusal) : group.count == 1 ? .fits : .tooMany
        }
        let batches = [
            CountedBatch(group: 0, operations: 10, nanoseconds: 1, readings: [reading(70)]),
            CountedBatch(group: 1, operations: 20, nanoseconds: 1, readings: [reading(60)]),
            CountedBatch(group: 0, operations: 10, nanoseconds: 1, readings: [reading(90)]),
            // Cut short: no reading for its event, so it counts for nothing.
            CountedBatch(group: 1, operations: 1000, nanoseconds: 1, readings: []),
        ]
        #expect(
            eventCounts(layout, batches) == [
                EventCount(event: "a", perOperation: .value(8)), EventCount(event: "b", perOperation: .value(3)),
                EventCount(event: "c", perOperation: .absent("no such event")),
            ])
    }

    @Test func valuesAndReasonsSurviveTheFile() throws {
        for value in [CountedValue.value(1.5), .absent("no counter")] {
            let data = try JSONEncoder().encode(value)
            #expect(try JSONDecoder().decode(CountedValue.self, from: data) == value)
        }
        #expect(String(decoding: try JSONEncoder().encode(CountedValue.value(2)), as: UTF8.self) == #"{"value":2}"#)
        #expect(throws: (any Error).self) { try JSONDecoder().decode(CountedValue.self, from: Data("{}".utf8)) }
    }

    @Test func slowDownIsCountedTimeOverTimedTime() {
        let batch = CountedBatch(group: 0, operations: 100, nanoseconds: 300, readings: [])
        #expect(countingCost([batch, batch], timed: 2) == .value(1.5))
        #expect(countingCost([], timed: 2) == .absent("nothing was counted"))
        #expect(countingCost([batch], timed: 0) == .absent("nothing was counted"))
    }
}

@Suite struct OperationProfileTests {
    static let counts = [
        EventCount(event: "perf::CYCLES:u", perOperation: .value(100)),
        EventCount(event: "perf::CYCLES:k", perOperation: .value(300)),
        EventCount(event: "instructions:u", perOperation: .value(50)),
        EventCount(event: "instructions:k", perOperation: .value(550)),
    ]

    @Test func figuresFollowFromBothModes() {
        let profile = OperationProfile(Self.counts, nanoseconds: 200)
        #expect(profile.cycles == .value(400))
        #expect(profile.instructions == .value(600))
        #expect(profile.instructionsPerCycle == .value(1.5))
        #expect(profile.userShare == .value(0.25))
        #expect(profile.kernelShare == .value(0.75))
        #expect(profile.gigahertz == .value(2))
    }

    @Test func oneMissingCountTakesWhatNeedsItAway() {
        var counts = Self.counts
        counts[3].perOperation = .absent("no such event")
        let profile = OperationProfile(counts, nanoseconds: 200)
        #expect(profile.cycles == .value(400))
        #expect(profile.instructions == .absent("no such event"))
        #expect(profile.instructionsPerCycle == .absent("no such event"))
        #expect(OperationProfile(Self.counts, nanoseconds: 0).gigahertz.number == nil)
    }

    @Test func oneModeAloneIsNotTheWhole() {
        let profile = OperationProfile([Self.counts[0]], nanoseconds: 200)
        #expect(profile.cycles == .absent("cycles was not counted in both modes"))
        #expect(OperationProfile([], nanoseconds: 200).kernelShare == .absent("cycles was not counted in the kernel"))
    }
}

@Suite struct UserCountTests {
    @Test func theRegisterIsSignExtended() {
        // 48 bits, preset to -5, then three events later, then past its wrap-around.
        let preset: UInt64 = 1 << 48 - 5
        #expect(userCount(offset: 5, raw: preset, width: 48) == 0)
        #expect(userCount(offset: 5, raw: preset + 3, width: 48) == 3)
        #expect(userCount(offset: 5, raw: 2, width: 48) == 7)
    }

    @Test func bitsAboveTheWidthDoNotCount() {
        #expect(userCount(offset: 0, raw: 0xabcd_0000_0000_0007, width: 48) == 7)
        #expect(userCount(offset: 10, raw: 0xffff_ffff, width: 32) == 9)
    }

    @Test func aFullWidthRegisterIsTakenAsItIs() {
        #expect(userCount(offset: 10, raw: .max, width: 64) == 9)
        #expect(userCount(offset: -1, raw: 1, width: 64) == 0)
    }

    @Test(.enabled(if: canCount, "the kernel lets this process count nothing"))
    func readsFallBackToTheSystemCallAndSayWhy() throws {
        let reader = try UserReader(.pageFaults)
        guard case .systemCall(let reason) = reader.path else {
            Issue.record("a software event has no register")
            return
        }
        #expect(!reason.isEmpty)
        let before = try reader.read()
        touchPages(60)
        #expect(try reader.read() - before >= 60)
    }
}

@Suite struct CountingPassTests {
    @Test func tasksAreAddedUpEventByEvent() {
        let before = [[reading(1), reading(2)], [reading(10), reading(20)]]
        let after = [
            [reading(4, enabled: 150, running: 150), reading(8, enabled: 150, running: 150)],
            [reading(15, enabled: 110, running: 105), reading(26, enabled: 110, running: 110)],
        ]
        #expect(
            difference(before, after) == [
                reading(8, enabled: 60, running: 55), reading(12, enabled: 60, running: 60),
            ])
        #expect(difference([], []).isEmpty)
    }

    @Test(.enabled(if: canCount, "the kernel lets this process count nothing"))
    func aPassCountsItsOperationsAndNothingElse() throws {
        let pass = CountingPass([.pageFaults, CounterEvent(name: "nonsense", type: 1, config: 9999)])
        #expect(pass.count == 1)
        #expect(pass.layout.refusals.map(\.event) == ["nonsense"])
        touchPages(100)
        let batch = try pass.measure(group: 0, operations: 200) {
            touchPages(200)
            return 5
        }
        touchPages(100)
        #expect(batch.nanoseconds == 5)
        let faults = try #require(eventCounts(pass.layout, [batch]).first?.perOperation.number)
        #expect(faults >= 1 && faults < 1.2)
    }

    @Test(.enabled(if: canCount, "the kernel lets this process count nothing"))
    func aFailedBatchThrowsAndStopsTheCounters() throws {
        let pass = CountingPass([.pageFaults])
        #expect(throws: CounterRefusal.self) {
            try pass.measure(group: 0, operations: 1) { throw CounterRefusal("batch", "failed") }
        }
        let batch = try pass.measure(group: 0, operations: 1) { 0 }
        #expect(batch.readings[0].value < 20)
    }
}
