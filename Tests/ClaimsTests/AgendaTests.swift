import Sampling
import Testing

@testable import Claims

@Suite struct AgendaTests {
    private func agenda(_ ids: Set<String> = [], beside records: [Record] = [], cpus: Int = 8) -> Agenda {
        let probes = Set(Ledger.claims.flatMap { $0.needs + $0.beside }.map { RowName($0.base, []) })
        return Agenda(for: ids, beside: result(records), cpus: cpus, probes: probes)
    }

    @Test func aClaimHasItsRowsAndNoOthers() {
        let one = agenda(["null-syscall"])
        #expect(one.claims.map(\.id) == ["null-syscall"])
        #expect(one.rows == ["syscall.null.raw", "syscall.enosys", "memory.dram.huge"])
        // Rows that two claims share are there once; those that decide come before those beside.
        let two = agenda(["null-syscall", "isolation-fast"])
        #expect(Set(two.rows).count == two.rows.count && two.rows.prefix(2) == ["syscall.null.raw", "syscall.enosys"])
        #expect(two.claims(taking: "machine.trap") == ["isolation-fast"])
        #expect(two.claims(taking: "memory.dram.huge") == ["null-syscall", "isolation-fast"])
    }

    @Test func withoutANameEveryOpenClaimIsToBeDecided() {
        let all = agenda()
        #expect(all.claims.map(\.id) == Ledger.claims.map(\.id).filter { $0 != "not-measurable" })
        #expect(all.rows == Ledger.rows(missingIn: result([])))
        let some = agenda(beside: [Script("syscall.null.raw", 90).record, Script("syscall.enosys", 80).record])
        #expect(!some.claims.contains { ["null-syscall", "isolation-fast"].contains($0.id) })
        // What is said beside a claim that is decided is no reason to run.
        #expect(!some.rows.contains("syscall.null.int80") && !some.rows.contains("syscall.null.raw"))
        // By its name it is.
        let named = agenda(["null-syscall"], beside: [Script("syscall.null.raw", 90).record])
        #expect(named.rows == ["syscall.enosys", "memory.dram.huge"])
    }

    /// More of the same rows decides where an interval reaches from what holds to what does not.
    @Test func rowsOfAWideIntervalAreToBeMeasuredAgain() {
        let wide = Script("syscall.enosys", 150, wobble: spread(149)).record
        let again = agenda(["isolation-fast"], beside: [wide])
        #expect(again.rows.last == "syscall.enosys" && again.rows.contains("syscall.null.int80"))
        let narrow = agenda(["isolation-fast"], beside: [Script("syscall.enosys", 150).record])
        #expect(!narrow.rows.contains("syscall.enosys"))
    }

    /// What is not decided comes first; then what may still change its word; what may not is left alone.
    @Test func timeGoesToWhatItCanDecide() {
        let agenda = agenda()
        let open = Script("syscall.enosys", 150, wobble: spread(149)).record
        #expect(agenda.rows(openIn: result([open])).contains("syscall.enosys"))
        let decided = [
            Script("syscall.enosys", 80).record, Script("syscall.null.raw", 90).record,
            Script.hop("switch.yield.process", 600, less: 80).record,
        ]
        #expect(agenda.rows(openIn: result(decided)).isEmpty)
        let near = decided.dropLast() + [Script.hop("switch.yield.process", 650, less: 0, wobble: spread(40)).record]
        let rows = agenda.rows(openIn: result(Array(near)))
        #expect(rows.contains("switch.yield.process") && !rows.contains("syscall.enosys"))
        // Nor is there any for what is said beside it.
        #expect(!rows.contains("switch.pipe.process"))
        #expect(agenda.rows(openIn: result([open] + near)).contains("syscall.enosys"))
    }

    @Test func rowsThatWantMoreCPUsAreApart() {
        let few = agenda(["create-lock"], cpus: 2)
        #expect(few.crowded.map { $0.value(of: "creators") } == [8, 8])
        #expect(few.rows == ["create.parallel.processes", "create.parallel.threads"])
        #expect(agenda(["create-lock"], cpus: 8).crowded.isEmpty)
        #expect(agenda(["not-measurable"]).rows.isEmpty)
    }
}
