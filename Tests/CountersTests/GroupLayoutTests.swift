import Testing

@testable import Counters

@Suite struct GroupLayoutTests {
    static let events = (0..<7).map { CounterEvent(name: "e\($0)", type: 4, config: UInt64($0)) }

    @Test(arguments: [(1, [1, 1, 1, 1, 1, 1, 1]), (2, [2, 2, 2, 1]), (6, [6, 1]), (7, [7]), (20, [7])])
    func noGroupIsLargerThanThePMU(counters: Int, sizes: [Int]) {
        let layout = GroupLayout(Self.events) { $0.count <= counters ? .fits : .tooMany }
        #expect(layout.groups.map(\.count) == sizes)
        #expect(layout.groups.flatMap { $0 } == Self.events)
        #expect(layout.refusals.isEmpty)
    }

    @Test func whatIsRefusedAloneIsAbsentAndCostsTheOthersNothing() {
        let layout = GroupLayout(Self.events) { group in
            if group.contains(where: { $0.config == 2 }) { return .refused(CounterRefusal("e2", "no such event")) }
            if group.contains(where: { $0.config == 5 }) { return .tooMany }
            return group.count <= 4 ? .fits : .tooMany
        }
        #expect(layout.groups.map { $0.map(\.name) } == [["e0", "e1", "e3", "e4"], ["e6"]])
        #expect(
            layout.refusals == [
                CounterRefusal("e2", "no such event"), CounterRefusal("e5", "no counter was free for it"),
            ])
    }

    /// Two events that share one counter of a PMU with many: they fit each alone and not together.
    @Test func eventsThatExcludeEachOtherGoApart() {
        let layout = GroupLayout(Self.events) { group in
            group.filter { $0.config < 2 }.count < 2 ? .fits : .tooMany
        }
        #expect(layout.groups.map { $0.map(\.name) } == [["e0"], ["e1", "e2", "e3", "e4", "e5", "e6"]])
    }

    @Test func modesAreApartForHardwareAlone() {
        let cycles = CounterEvent(name: "cycles", type: 0, config: 0)
        #expect(cycles.byMode.map(\.name) == ["cycles:u", "cycles:k"])
        #expect(cycles.byMode.map(\.excludeKernel) == [true, false])
        #expect(cycles.byMode.map(\.excludeUser) == [false, true])
        let user = CounterEvent(name: "cycles:u", type: 0, config: 0, excludeKernel: true)
        #expect(user.byMode == [user])
        #expect(CounterEvent.contextSwitches.byMode == [.contextSwitches])
        #expect(CounterEvent.tracepoint(name: "t", id: 7).byMode.count == 1)
    }

    @Test func onThisMachineEveryEventIsEitherInAGroupOrHasItsReason() throws {
        let catalog = try EventCatalog()
        let hardware = try EventCatalog.defaultNames.flatMap { try catalog.event(named: $0).byMode }
        let layout = GroupLayout(hardware + [.pageFaults], inherit: true)
        let names = layout.groups.flatMap { $0 }.map(\.name) + layout.refusals.map(\.event)
        #expect(names.sorted() == (hardware.map(\.name) + ["page-faults"]).sorted())
        #expect(layout.refusals.allSatisfy { !$0.reason.isEmpty && !$0.reason.contains("\n") })
    }
}
