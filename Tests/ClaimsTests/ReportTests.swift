import Claims
import Sampling
import Testing

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

@Suite struct ReportTests {
    private func json(_ report: ClaimsReport) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys]
        return String(decoding: try encoder.encode(report), as: UTF8.self)
    }

    @Test func hasARulingOnEveryClaimOfAnEmptyResult() throws {
        let report = ClaimsReport(of: result([]), probes: [])
        #expect(report.claims.map(\.id) == Ledger.claims.map(\.id))
        #expect(report.claims.allSatisfy { $0.verdict == .cannotTell && $0.here.figures.isEmpty })
        #expect(report.claims.allSatisfy { $0.reason.last == "." && $0.reason.count > 20 })
    }

    @Test func theJSONIsAsPromised() throws {
        var report = ClaimsReport(
            of: result([
                Script("syscall.null.raw", 90, wobble: { _ in 0 }).record,
                Script("memory.dram.huge", 45, wobble: { _ in 0 }).record,
            ]), probes: [])
        report.claims = report.claims.filter { ["null-syscall", "pid-order"].contains($0.id) }
        #expect(
            try json(report) == #"{"claims":["#
                + #"{"here":{"figures":[{"cost":{"dramAccesses":{"count":27,"high":2,"low":2,"median":2},"#
                + #""nanoseconds":{"count":27,"high":90,"low":90,"median":90}},"of":"syscall.null.raw"}]},"#
                + #""id":"null-syscall","reason":"syscall.null.raw: 90.0 ns [90.0, 90.0], at most 100 ns. "#
                + #"That is 2.00 [2.00, 2.00] accesses to DRAM, 1 in 2007.","#
                + #""then":{"dramAccesses":1,"nanoseconds":100},"#
                + #""verdict":"holds"},"#
                + #"{"here":{"figures":[]},"id":"pid-order","#
                + #""reason":"no probe of this toll measures create.pid.wrap yet.","#
                + #""then":{"text":"no figure given"},"verdict":"cannot tell here"}]}"#)
        #expect(try JSONDecoder().decode(ClaimsReport.self, from: Data(json(report).utf8)) == report)
    }

    @Test func verdictsAreWrittenAsPromised() {
        #expect(Verdict.allCases.map(\.rawValue) == ["holds", "does not hold", "cannot tell here"])
    }

    @Test func whatCannotBeMeasuredIsListedWithItsReasons() throws {
        let judgement = try judge("not-measurable")
        #expect(judgement.verdict == .cannotTell)
        for matter in ["Debuggability", "ABI", "Programmability", "Tux", "oprofile"] {
            #expect(judgement.reason.contains(matter))
        }
    }

    @Test func creationCostsAreShownBesideWhatIsNotKnown() throws {
        let judgement = try judge("setup-cost", Script("create.fork", 50_000))
        #expect(judgement.verdict == .cannotTell)
        #expect(judgement.here.figures.map(\.of) == ["create.fork"])
    }
}
