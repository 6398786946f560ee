internal import CFiber

/// `count` fibers in a ring, all on stacks of their own.
///
/// The tops lie half a page apart from one fiber to the next, and a line lower with every second: else all their frames
/// would fall into the same few sets of the cache, or a load would wait for a store to another fiber's frame.
func fiberRing(of count: Int) throws -> Rig {
    try unwinding { cleanup in
        let stackBytes = 16 << 10
        let measured = try cleanup.keep(TwoStacks(), TwoStacks.free)
        let stacks = try cleanup.keep(Stack(bytes: count * stackBytes), Stack.free)
        let room = UnsafeMutableRawPointer.allocate(
            byteCount: count * MemoryLayout<f_member>.stride, alignment: TwoStacks.page)
        cleanup.add { room.deallocate() }
        let members = room.bindMemory(to: f_member.self, capacity: count)
        for index in 0..<count {
            let next = members + (index + 1) % count
            (members + index).initialize(to: f_member(context: f_context(), next: next))
            guard index > 0 else { continue }
            let lower = index % 2 * TwoStacks.page / 2 + index / 2 % 32 * 64
            f_prepare(
                &members[index].context, stacks.base + (index + 1) * stackBytes - lower, f_pass_on_always,
                members + index)
        }
        return Rig(
            notes: [
                "stacks of \(stackBytes >> 10) KiB, one page of each in use; "
                    + "their tops half a page apart from fiber to fiber, and a line lower with every second"
            ], finish: cleanup.run, loop: measured.loop(f_laps, members))
    }
}
