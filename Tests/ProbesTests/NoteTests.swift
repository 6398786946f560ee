import Testing

@testable import Probes

/// What rows say of the machine, only where it is so.
@Suite struct NoteTests {
    @Test(
        arguments: [
            ("6.18.44-generic", 6, 7, true), ("6.7.0", 6, 7, true), ("6.6.7", 6, 7, false), ("7.0-rc1", 6, 7, true),
            ("5.15.0-91", 6, 7, false), ("unknown", 6, 7, false), ("", 0, 0, false),
        ])
    func releasesAreCompared(text: String, major: Int, minor: Int, isLater: Bool) {
        #expect(KernelRelease(text).isAtLeast(major, minor) == isLater)
    }

    @Test func theRunningKernelHasARelease() { #expect(KernelRelease.running.isAtLeast(3, 0)) }

    @Test func int80SaysThatTheGuestIsLeftWhereItIs() {
        let (old, new) = (KernelRelease("6.6.1"), KernelRelease("6.18.44"))
        #expect(int80Notes(on: new, isGuest: true, hasFRED: false).count == 1)
        #expect(int80Notes(on: new, isGuest: true, hasFRED: true) == [])
        #expect(int80Notes(on: new, isGuest: false, hasFRED: false) == [])
        #expect(int80Notes(on: old, isGuest: true, hasFRED: false) == [])
    }

    @Test func hugePagesThatBehaveLikeSmallOnesAreNamed() throws {
        #expect(PageReach(dense: 4, sparse: 4.5).note == nil)
        let note = try #require(PageReach(dense: 4, sparse: 15.5).note)
        #expect(note.contains("take 15.5 ns a load, in a row 4.00 ns"))
    }

    @Test func pageReachNeedsAPageALine() throws {
        let memory = try Stack(bytes: 32 << 20)
        defer { memory.free() }
        #expect(PageReach(of: memory.base, bytes: (32 << 20) - 4096) == nil)
        let reach = try #require(PageReach(of: memory.base, bytes: 32 << 20))
        #expect(reach.dense > 0 && reach.sparse > 0)
    }

    /// One cycle through all lines: as many steps as there are lines lead back, and no fewer.
    @Test func aCycleGoesThroughEveryLine() throws {
        let memory = try Stack(bytes: 1 << 20)
        defer { memory.free() }
        let lines = 200
        Chase.drawCycle(in: memory.base, lines: lines) { $0 * 4096 + $0 / 16 % 64 * 64 }
        var seen: Set<UnsafeMutableRawPointer> = []
        var at = memory.base
        repeat {
            #expect(seen.insert(at).inserted)
            at = at.load(as: UnsafeMutableRawPointer.self)
        } while at != memory.base && seen.count <= lines
        #expect(seen.count == lines)
    }
}
