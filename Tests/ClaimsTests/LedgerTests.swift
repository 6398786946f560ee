import Claims
import Testing

@Suite struct LedgerTests {
    /// The rows of the list of claims that this project was given. The last one stands for five matters.
    static let ids: Set<String> = [
        "process-switch", "thread-switch", "kthread-switch", "null-syscall", "dram-yardstick", "tlb-cheap",
        "entry-share", "order", "pid-unseen", "pid-scale", "pid-order", "create-lock", "setup-cost",
        "io-enters-kernel", "schedule-there", "user-sched-gain", "fiber-vs-state", "task-vs-state", "kaio-wins",
        "kaio-pool", "epoll-is-kaio", "contention", "cache-cost", "isolation-fast", "hardware-outruns",
        "not-measurable",
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
            #expect(!claim.how.isEmpty && !claim.how.contains("\n"), "\(claim.id)")
            let then = claim.then
            #expect(then.nanoseconds != nil || then.ratio != nil || then.text?.isEmpty == false, "\(claim.id)")
        }
    }
}
