import Testing

@testable import Probes

/// Registers that are in use, and that are not.
@Suite struct LiveStateTests {
    /// Given up, they are not in use, and the check that every batch makes says so.
    @Test(arguments: LiveState.allCases)
    func whatWasGivenUpIsNotInUse(_ state: LiveState) throws {
        if let lack = state.lack {
            #expect(lack.count > 10)
            return
        }
        try state.begin()
        state.use()
        state.release()
        if state.survivesCalls { #expect(throws: OperationFailed.self) { try state.check() } }
    }

    /// An interrupt of the other CPU is a count in its own column.
    @Test func interruptsAreReadFromTheirColumn() {
        let text = """
                        CPU0       CPU2
             LOC:        111        222   Local timer interrupts
             CAL:         33         44   Function call interrupts
            """
        #expect(functionCalls(of: 0, in: text) == 33)
        #expect(functionCalls(of: 2, in: text) == 44)
        #expect(functionCalls(of: 1, in: text) == nil)
        #expect(functionCalls(of: 0, in: "") == nil)
        #expect(functionCalls(of: 0, in: "CPU0\n LOC: 1 Local timer interrupts") == nil)
    }
}
