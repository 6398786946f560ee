import Support
import Testing

@testable import Probes

/// Registers that are in use, and that are not.
@Suite(.serialized, .inTurn) struct LiveStateTests {
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

    /// A row whose registers nobody fills: what it asks of the processor after each batch finds it out.
    @Test(arguments: LiveState.allCases.filter(\.survivesCalls).map(\.rawValue))
    func aSwitchThatSavesNothingIsCaught(_ name: String) async {
        let ended = await #expect(processExitsWith: .success, observing: [\.standardOutputContent]) { [name] in
            let state = try #require(LiveState(rawValue: name))
            if let lack = state.lack { return print("\(name): \(lack)") }
            try onThreadOfItsOwn { place in
                var condition = SwitchCondition()
                condition.impose = { _ in try state.begin() }
                condition.batchEnded = state.check
                let rig = try pipeSwitch(.process, at: place, under: condition)
                defer { rig.finish() }
                state.release()
                #expect(throws: OperationFailed.self) { try rig.loop(2) }
            }
        }
        tell(ended)
    }

    /// An interrupt of the other CPU is a count in its own column.
    @Test func interruptsAreReadFromTheirColumn() {
        let text = """
                        CPU0       CPU2
             LOC:        111        222   Local timer interrupts
             CAL:         33         44   Function call interrupts
             TLB:          5          6   TLB shootdowns
            """
        func calls(of cpu: Int, in text: String) -> Int? { InterruptCount.count(of: .call, on: cpu, in: text) }
        #expect(calls(of: 0, in: text) == 33)
        #expect(calls(of: 2, in: text) == 44)
        #expect(calls(of: 1, in: text) == nil)
        #expect(InterruptCount.count(of: .shootdown, on: 2, in: text) == 6)
        #expect(calls(of: 0, in: "") == nil)
        #expect(calls(of: 0, in: "CPU0\n LOC: 1 Local timer interrupts") == nil)
    }

    /// What one operation takes is what most of the trials show that the other CPU was there for: it may be away, or
    /// take others' interrupts too.
    @Test(arguments: [
        (1, [0, 31, 33, 32, 40, 32]), (2, [0, 64, 40, 64, 0, 65, 63]), (2, [64]), (1, [32, 700, 32]),
    ])
    func anOperationsInterruptsAreFoundByTrials(_ each: Int, _ trials: [Int]) throws {
        var turn = 0
        let found = try interruptsOfEach {
            turn += 1
            return trials[turn % trials.count]
        }
        #expect(found == each)
        #expect(turn >= 15)
    }

    @Test func aCPUThatIsNeverInterruptedIsSaidToBeSo() {
        #expect {
            try interruptsOfEach { 0 }
        } throws: { "\($0)".hasPrefix("for seconds the other CPU was not interrupted") }
    }
}
