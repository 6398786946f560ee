internal import CFiber

/// So many fibers in a ring, the worker's own stack being one of them.
///
/// The stacks start at different offsets in their pages. Else all their frames would fall into the same few sets of the
/// cache, and what is measured would be an accident of allocation.
func fiberRing(of count: Int) throws -> Rig {
    let stackBytes = 16 << 10
    let stacks = try Stack(bytes: (count - 1) * stackBytes)
    let members = UnsafeMutablePointer<f_member>.allocate(capacity: count)
    for index in 0..<count {
        let next = members + (index + 1) % count
        (members + index).initialize(to: f_member(stack: nil, next: next))
        guard index > 0 else { continue }
        let top = stacks.base + index * stackBytes - index % 64 * 64
        members[index].stack = f_prepare(top, f_pass_on_always, members + index)
    }
    return Rig(
        notes: ["stacks of \(stackBytes >> 10) KiB, one page of each in use"],
        finish: {
            stacks.free()
            members.deallocate()
        },
        loop: { laps in f_laps(members, laps) })
}
