import Results
import Sampling
import Testing

@testable import Claims

@Suite struct LedgerTests {
    /// The rows of the list of claims that this project was given. The last one stands for five matters.
    static let ids: Set<String> = [
        "process-switch", "thread-switch", "kthread-switch", "null-syscall", "dram-yardstick", "tlb-cheap",
        "entry-share", "order", "pid-unseen", "pid-scale", "pid-order", "create-lock", "setup-cost",
        "io-enters-kernel", "schedule-there", "user-sched-gain", "fiber-vs-state", "task-vs-state", "kaio-wins",
        "kaio-pool", "epoll-is-kaio", "contention", "cache-cost", "isolation-fast", "hardware-outruns",
        "not-measurable", "scheduler-light", "growing-back", "state-fastest", "processes-fine", "kaio-most",
        "kaio-native", "kaio-hidden", "share-of-request",
    ]

    @Test func holdsEveryClaimOnce() {
        #expect(Set(Ledger.claims.map(\.id)) == Self.ids)
        #expect(Ledger.claims.count == Self.ids.count)
    }

    @Test func givesTheFiguresOf2007() {
        let times = Ledger.claims.compactMap { claim in claim.then.nanoseconds.map { (claim.id, $0) } }
        #expect(
            Dictionary(uniqueKeysWithValues: times) == [
                "process-switch": 650, "thread-switch": 500, "kthread-switch": 350, "null-syscall": 100,
                "tlb-cheap": 150, "entry-share": 150, "user-sched-gain": 100, "isolation-fast": 100,
            ])
        #expect(Ledger.claims.first { $0.id == "process-switch" }?.then.dramAccesses == 6.5)
    }

    @Test func onlyOneClaimIsNotMolnars() {
        #expect(Ledger.claims.filter { $0.speaker != .molnar }.map(\.id) == ["setup-cost"])
    }

    @Test func everyEntryTellsPeopleWhatItIs() {
        for claim in Ledger.claims {
            #expect(claim.says.last == ".", "\(claim.id)")
            #expect(claim.id.count <= 16, "\(claim.id)")
            for text in [claim.how, claim.fair, claim.wouldChange] {
                #expect(text.count > 10 && !text.contains("\n") && !text.contains("  "), "\(claim.id)")
            }
            let then = claim.then
            #expect(then.nanoseconds != nil || then.ratio != nil || then.text?.isEmpty == false, "\(claim.id)")
            #expect(then.short.count <= 9, "\(claim.id)")
        }
    }

    /// The published reference and the ledger read one table.
    @Test func theReferenceAndTheLedgerHaveTheSameFigures() throws {
        let reference = try #require(Reference.named("molnar-2007"))
        #expect(reference.figures.map(\.low) == [650, 500, 350, 100, 100])
        #expect(reference.figures.map(\.what) == FigureOf2007.all.map(\.what))
        #expect(reference.figures.map(\.counterpart) == FigureOf2007.all.map(\.counterpart))
        #expect(reference.figures.last?.counterpart == .cost(Evidence.yardstick))
    }

    @Test func everyClaimSaysWhichRowsItTakes() {
        for claim in Ledger.claims where claim.id != "not-measurable" {
            #expect(!claim.needs.isEmpty, "\(claim.id)")
            #expect(Set(claim.needs + claim.beside).count == claim.needs.count + claim.beside.count, "\(claim.id)")
        }
        #expect(Ledger.claims.filter { $0.needsCPUs > 1 }.map(\.id) == ["pid-scale", "create-lock"])
    }

    /// What a command has to run so that nothing stays open for want of a run.
    @Test func theMissingRowsAreThoseThatNoRecordHas() {
        let all = Ledger.rows(missingIn: result([]))
        #expect(Set(all).count == all.count && all.count > 60)
        #expect(all.prefix(2) == ["switch.yield.process", "switch.yield.thread"])
        let some = Ledger.rows(
            missingIn: result([
                Script("switch.yield.process", 1).record, .without("switch.yield.thread", .skipped, "no threads"),
            ]))
        #expect(some == Array(all.dropFirst(2)))
        #expect(all.contains("create.parallel.threads@creators=8"))
        let two = Ledger.rows(missingIn: result([]), cpus: 2)
        #expect(!two.contains("create.parallel.threads@creators=8") && two.contains("create.parallel.threads"))
        let one = Ledger.claims.filter { $0.id == "null-syscall" }
        #expect(
            Ledger.rows(missingIn: result([]), for: one) == ["syscall.null.raw", "syscall.enosys", "memory.dram.huge"])
    }
}
