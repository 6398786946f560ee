import CSelftest
import Testing

/// The fiber switches of this architecture. The guest of Tests/PMU runs the same on AArch64.
@Suite struct FiberSwitchTests {
    @Test(arguments: [(1, 100), (2, 50), (10_000, 3)], [fibers_by_jump, fibers_by_call, fibers_control])
    func fibersKeepTheirRegistersAndTheirAlignment(run: (fibers: Int, rounds: Int), kind: fibers_switch) {
        let result = fibers_run(run.fibers, run.rounds, kind)
        #expect(result.visits == run.fibers * run.rounds)
        #expect(result.wrong == 0)
        #expect(result.misaligned == 0)
    }

    /// What the plain switch leaves out is seen to be missing: else the test above would show nothing.
    @Test func fibersThatChangeTheControlWordsChangeThemForAllUnlessTheyAreSaved() {
        let result = fibers_run(100, 3, fibers_control_unsaved)
        #expect(result.visits == 300)
        #expect(result.wrong > 0)
    }
}
