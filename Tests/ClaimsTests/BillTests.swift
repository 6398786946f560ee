import Results
import Sampling
import Testing

@testable import Claims

/// The bill of a process switch, from rows whose costs are known.
@Suite struct BillTests {
    /// Without a wobble every difference is exact.
    private static let rows: [Script] = [
        Script("syscall.enosys", 80, wobble: { _ in 0 }),
        Script("syscall.null.raw", 100, wobble: { _ in 0 }),
        Script("syscall.null.libc", 140, wobble: { _ in 0 }),
        .hop("switch.yield.thread", 500, less: 100, wobble: { _ in 0 }),
        .hop("switch.yield.process", 570, less: 100, wobble: { _ in 0 }),
        Script("switch.pipe.thread.raw", 1300, less: 410, switches: 1, syscalls: 2, wobble: { _ in 0 }),
        Script("switch.pipe.thread", 1800, less: 480, switches: 1, syscalls: 2, wobble: { _ in 0 }),
        Script("switch.futex.thread", 1700, less: 380, switches: 1, syscalls: 2, wobble: { _ in 0 }),
        Script("switch.pipe.process", 1900, less: 410, switches: 1, syscalls: 2, wobble: { _ in 0 }),
        .hop("switch.pipe.process.timer", 1950, less: 410, wobble: { _ in 0 }),
    ]

    private func bill(without missing: RowName? = nil) -> Bill {
        let records = Self.rows.filter { $0.name != missing }.map(\.record)
        return Bill(of: result(records), probes: Self.rows.map(\.name))
    }

    @Test func theLinesAreTheDifferencesOfTheirRows() {
        let bill = bill()
        #expect(bill.whole.nanoseconds?.median == 1900)
        #expect(bill.parts.map { $0.nanoseconds?.median } == [160, 250, 400, 500, 70, 500])
        #expect(bill.unexplained.nanoseconds?.median == 20)
        #expect(bill.extras.first { $0.how.contains("timer") }?.nanoseconds?.median == 50)
    }

    /// The parts are made of other rows than the whole: what is changed in the whole's row alone is not explained.
    @Test func whatIsNotExplainedIsNotMadeNothingByTheParts() {
        let records = Self.rows.map { script in
            var script = script
            if script.name == "switch.pipe.process" { script.cost += 700 }
            return script.record
        }
        let dearer = Bill(of: result(records), probes: [])
        #expect(
            dearer.parts
                == bill().parts.map { part in
                    var part = part
                    part.share = part.nanoseconds.map { $0.median / 2600 }
                    return part
                })
        #expect(dearer.unexplained.nanoseconds?.median == 720)
        // Nor does a twin of the whole by the instruction enter any part.
        #expect(dearer.parts.allSatisfy { !$0.how.contains("switch.pipe.process") })
    }

    @Test func aRunThatDidNotFinishIsToldOf() {
        var unfinished = result(Self.rows.map(\.record))
        #expect(Bill(of: unfinished, probes: []).shortfall == nil)
        unfinished.run.wasFinished = false
        #expect(Bill(of: unfinished, probes: []).shortfall == unfinished.run.shortfall)
        #expect(unfinished.run.shortfall != nil)
    }

    @Test func theSharesAreThoseOfTheWhole() {
        let bill = bill()
        let shares = (bill.parts + [bill.unexplained]).compactMap(\.share)
        #expect(shares.count == 7)
        #expect(abs(shares.reduce(0, +) - 1) < 1e-9)
        #expect(bill.extras.allSatisfy { $0.share == nil })
    }

    @Test func aLineWithoutItsRowSaysWhatToRun() {
        let bill = bill(without: "switch.yield.process")
        let line = bill.parts.first { $0.what == "the address space" }
        #expect(line?.nanoseconds == nil)
        #expect(line?.reason == "'toll run switch.yield.process' does that")
        #expect(bill.unexplained.nanoseconds == nil)
        #expect(bill.unexplained.reason == "'the address space' has no figure")
        #expect(bill.parts.filter { $0.nanoseconds == nil }.count == 1)
    }
}
