import Sampling
import Testing

/// A gate that lets anything through would make every figure look proved.
@Suite struct GateTests {
    private let cost = Declaration([.contextSwitches: 1])

    @Test func aSwitchThatDoesNotHappenIsFound() {
        let tally = Tally(operations: 1000, counted: [.contextSwitches: 0, .migrations: 0])
        #expect(
            Gate.violations(of: cost, in: tally, operation: "hop")
                == ["declares 1.00 context switches per hop, the kernel counted 0.00"])
    }

    @Test func oneInAHundredIsLetThroughAndMoreIsNot() {
        for (counted, isAgreed) in [(990, true), (1010, true), (989, false), (1011, false)] {
            let tally = Tally(operations: 1000, counted: [.contextSwitches: counted, .migrations: 0])
            #expect(Gate.violations(of: cost, in: tally, operation: "hop").isEmpty == isAgreed, "\(counted)")
        }
    }

    /// A task displaced on the verge of sleep may not sleep at all, and one displaced elsewhere switches once more.
    @Test func switchesOfOnesOwnWillAreAtLeastThoseAndAtMostAll() {
        let cost = Declaration([.voluntarySwitches: 1])
        for (voluntary, all, isAgreed) in [
            (1000, 1000, true), (1000, 1300, true), (950, 1000, true), (950, 980, false), (1020, 1300, false),
            (0, 985, false),
        ] {
            let tally = Tally(
                operations: 1000, counted: [.voluntarySwitches: voluntary, .contextSwitches: all, .migrations: 0])
            let found = Gate.violations(of: cost, in: tally, operation: "hop")
            #expect(found.isEmpty == isAgreed, "\(voluntary) of \(all): \(found)")
        }
    }

    @Test func aSingleMigrationIsTooMany() {
        let tally = Tally(operations: 1_000_000, counted: [.contextSwitches: 1_000_000, .migrations: 1])
        #expect(Gate.violations(of: cost, in: tally, operation: "hop").count == 1)
    }

    @Test func whatNobodyCountedIsSaidAndNotAssumed() {
        let tally = Tally(operations: 10, counted: [.contextSwitches: 10], absent: [.migrations: "refused"])
        #expect(Gate.violations(of: cost, in: tally, operation: "hop").isEmpty)
        #expect(Gate.unproved(of: cost, in: tally) == ["migrations not proved: refused"])
    }

    @Test func aSumWithAnUncountedPartIsUncounted() {
        var sum = Tally(operations: 10, counted: [.contextSwitches: 10, .pageFaults: 3])
        sum.add(Tally(operations: 5, counted: [.contextSwitches: 5], absent: [.pageFaults: "refused"]))
        #expect(sum == Tally(operations: 15, counted: [.contextSwitches: 15], absent: [.pageFaults: "refused"]))
    }
}
