import Testing

@testable import Probes

/// The list of what is to be undone.
@Suite struct CleanupTests {
    private struct Failure: Error {}

    /// A part that notes when it is undone.
    private final class Part {
        let undo: () -> Void
        init(_ undo: @escaping () -> Void) { self.undo = undo }
        func end() { undo() }
    }

    @Test func whatWasMadeLastIsUndoneFirstAndEachOnce() {
        var undone: [Int] = []
        let cleanup = Cleanup()
        for step in 1...3 { cleanup.add { undone.append(step) } }
        _ = cleanup.keep(Part { undone.append(4) }, Part.end)
        #expect(undone == [])
        cleanup.run()
        #expect(undone == [4, 3, 2, 1])
        cleanup.run()
        #expect(undone == [4, 3, 2, 1])
        cleanup.add { undone.append(5) }
        cleanup.run()
        #expect(undone == [4, 3, 2, 1, 5])
    }

    @Test(arguments: 0...3)
    func whatFailsHalfWayIsUndoneAsFarAsItWent(_ parts: Int) {
        var undone: [Int] = []
        #expect(throws: Failure.self) {
            try unwinding { cleanup in
                for part in 0..<parts { cleanup.add { undone.append(part) } }
                throw Failure()
            }
        }
        #expect(undone == (0..<parts).reversed())
    }

    @Test func whatSucceedsIsUndoneByWhoeverHasTheList() throws {
        var undone = 0
        let rig = try unwinding { cleanup in
            cleanup.add { undone += 1 }
            return Rig(finish: cleanup.run) { _ in }
        }
        #expect(undone == 0)
        rig.finish()
        rig.finish()
        #expect(undone == 1)
    }

    /// A list in a list is one of its steps.
    @Test func aPartThatFailsUndoesItsOwnPartsFirst() {
        var undone: [String] = []
        #expect(throws: Failure.self) {
            try unwinding { outer in
                outer.add { undone.append("outer") }
                try unwinding { inner in
                    inner.add { undone.append("inner") }
                    throw Failure()
                }
            }
        }
        #expect(undone == ["inner", "outer"])
    }
}
