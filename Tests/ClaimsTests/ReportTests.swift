import Sampling
import Testing

@testable import Claims

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
        #expect(report.claims.allSatisfy { $0.here.figures.isEmpty && $0.headline == .none })
        #expect(report.claims.dropLast().allSatisfy { $0.verdict.word == .cannotTell && $0.verdict.needs != nil })
        #expect(report.claims.last?.verdict == Verdict(.notAMeasurement))
        #expect(report.claims.allSatisfy { $0.reason.last == "." && $0.reason.count > 20 })
    }

    @Test func theJSONIsAsPromised() throws {
        var report = ClaimsReport(
            of: result([
                Script("syscall.null.raw", 90, wobble: { _ in 0 }).record,
                Script("memory.dram.huge", 45, wobble: { _ in 0 }).record,
            ]), probes: [])
        report.claims = report.claims.filter { ["null-syscall", "pid-order"].contains($0.id) }
        for index in report.claims.indices {
            (report.claims[index].rule, report.claims[index].fair, report.claims[index].wouldChange) = ("r", "f", "w")
        }
        #expect(
            try json(report) == #"{"claims":[{"dramAccesses":{"count":27,"high":2,"low":2,"median":2},"fair":"f","#
                + #""headline":{"kind":"time","text":"90.0 ns","value":{"count":27,"high":90,"low":90,"median":90}},"#
                + #""here":{"figures":[{"cost":{"dramAccesses":{"count":27,"high":2,"low":2,"median":2},"#
                + #""nanoseconds":{"count":27,"high":90,"low":90,"median":90}},"of":"syscall.null.raw"}]},"#
                + #""id":"null-syscall","reason":"syscall.null.raw: 90.0 ns [90.00 … 90.00] against at most 100 ns: "#
                + #"holds. That is 2.00 [2.00, 2.00] accesses to DRAM, 1 in 2007.","rule":"r","#
                + #""says":"The most that scheduling in user space can save is one null system call.","#
                + #""speaker":"Ingo Molnar","#
                + #""summary":"90.0 ns, 0.90× the 2007 figure; 2.00 accesses to DRAM, then 1","#
                + #""then":{"dramAccesses":1,"factorOf":"the 2007 figure","nanoseconds":100,"short":"100 ns"},"#
                + #""verdict":{"factor":{"count":27,"high":0.9,"low":0.9,"median":0.9},"text":"holds","word":"holds"},"#
                + #""wouldChange":"w"},"#
                + #"{"fair":"f","headline":{"kind":"none"},"here":{"figures":[]},"#
                + #""id":"pid-order","reason":"no probe of this toll measures create.pid.wrap yet.","rule":"r","#
                + #""says":"PIDs are handed out upwards through one global space, tightly packed.","#
                + #""speaker":"Ingo Molnar","summary":"","#
                + #""then":{"factorOf":"what the rule allows","short":"(100 %)","text":"no figure given"},"#
                + #""verdict":{"needs":{"rows":[],"short":"a probe","text":"a probe that this toll does not have"},"#
                + #""text":"cannot tell here: needs a probe","word":"cannot tell here"},"wouldChange":"w"}]}"#)
        #expect(try JSONDecoder().decode(ClaimsReport.self, from: Data(json(report).utf8)) == report)
    }

    @Test func verdictsAreWrittenAsPromised() {
        #expect(
            Verdict.Word.allCases.map(\.rawValue) == [
                "holds", "about", "off by", "does not hold", "cannot tell here", "not a measurement",
            ])
    }

    @Test func whatCannotBeMeasuredIsListedWithItsReasons() throws {
        let judgement = try judge("not-measurable")
        #expect(judgement.verdict.text == "not a measurement")
        for matter in ["Debuggability", "ABI", "Programmability", "Tux", "oprofile"] {
            #expect(judgement.reason.contains(matter))
        }
    }

    @Test func creationCostsAreShownBesideWhatIsNotKnown() throws {
        let judgement = try judge("setup-cost", Script("create.fork", 50_000))
        #expect(judgement.verdict.word == .cannotTell)
        #expect(judgement.here.figures.map(\.of) == ["create.fork"])
    }
}
