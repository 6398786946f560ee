import CSelftest
import Testing

/// The fiber switch of this architecture. The guest of Tests/PMU runs the same on AArch64.
@Suite struct FiberSwitchTests {
    @Test(arguments: [(1, 100), (2, 50), (10_000, 3)])
    func fibersKeepTheirRegistersAndTheirAlignment(fibers: Int, rounds: Int) {
        let result = fibers_run(fibers, rounds)
        #expect(result.visits == fibers * rounds)
        #expect(result.wrong == 0)
        #expect(result.misaligned == 0)
    }
}
