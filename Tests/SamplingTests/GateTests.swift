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

    /// Other tasks come as often as the time allows, and against the task's will: on a slow machine that is more than
    /// one in a hundred operations.
    @Test func switchesOfOtherTasksAreLetThroughAsFarAsTheTimeAllows() {
        // 1000 hops; voluntary, all, milliseconds.
        for (voluntary, all, milliseconds, isAgreed) in [
            (1000, 1050, 100, true), (1000, 1110, 100, true), (1000, 1111, 100, false), (1000, 1050, 2, false),
            // Switches of the task's own will are nobody else's.
            (1050, 1050, 100, false), (1000, 1012, 0, true), (1000, 1013, 0, false), (980, 980, 100, false),
        ] {
            var tally = Tally(
                operations: 1000, counted: [.voluntarySwitches: voluntary, .contextSwitches: all, .migrations: 0])
            tally.elapsed = Int64(milliseconds) * 1_000_000
            let found = Gate.violations(of: cost, in: tally, operation: "hop")
            #expect(found.isEmpty == isAgreed, "\(voluntary) of \(all) in \(milliseconds) ms: \(found)")
        }
    }

    @Test func theHandOverIsForgivenOnceABatch() {
        let pair = Declaration([.contextSwitches: 1], handover: 5)
        let tally = Tally(operations: 100, counted: [.contextSwitches: 94, .migrations: 0])
        #expect(!Gate.violations(of: pair, in: tally, operation: "hop").isEmpty)
        #expect(Gate.violations(of: pair, in: tally, operation: "hop", batches: 1).isEmpty)
        let none = Tally(operations: 100, counted: [.contextSwitches: 90, .migrations: 0])
        #expect(!Gate.violations(of: pair, in: none, operation: "hop", batches: 1).isEmpty)
    }

    @Test func anotherNumberThatIsExplainedIsSaidAndNotInvalid() {
        let across = Declaration(
            [.contextSwitches: 1], allowance: .init(0...1, because: "the answer may be there first"))
        for (counted, said) in [
            (1000, nil), (930, "0.93 switches per hop: the answer may be there first"), (1100, nil),
        ] as [(Int, String?)] {
            let tally = Tally(operations: 1000, counted: [.contextSwitches: counted, .migrations: 0])
            #expect(Gate.violations(of: across, in: tally, operation: "hop").isEmpty == (counted <= 1000))
            #expect(Gate.explained(of: across, in: tally, operation: "hop") == said, "\(counted)")
        }
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

    /// A file may hold anything. What nobody can count is not as declared.
    @Test(arguments: [1e308, -1e308])
    func absurdDeclarationsAreContradicted(_ declared: Double) {
        for handover in [0, 1e308, -1e308] {
            let absurd = Declaration([.contextSwitches: declared, .syscalls: 1], handover: handover)
            var tally = Tally(operations: .max, counted: [.contextSwitches: .min, .voluntarySwitches: .max])
            tally.elapsed = .max
            #expect(Gate.violations(of: absurd, in: tally, operation: "hop", batches: .max).count == 1)
        }
    }
}
