internal import CFiber

/// Two fibers that switch to each other, each touching its own working set in between. The baseline touches one set as
/// often and switches nowhere.
func fibersThatTouch(bytes: Int, at place: Place) throws -> Rig {
    let stack = try Stack()
    let sets = try (0..<2).map { _ in try WorkingSet(bytes: bytes, of: place, sets: 2) }
    let other = UnsafeMutablePointer<OtherFiber>.allocate(capacity: 1)
    other.initialize(to: OtherFiber(pair: f_pair(), set: sets[1]))
    other.pointee.pair.there = f_prepare(
        stack.top,
        { argument in
            let other = argument!.assumingMemoryBound(to: OtherFiber.self)
            while true {
                other.pointee.set.touch()
                f_switch(&other.pointee.pair.there, other.pointee.pair.here)
            }
        }, other)
    return Rig(
        baseline: { n in for _ in 0..<2 * n { sets[0].touch() } },
        finish: {
            for set in sets { set.free() }
            other.deallocate()
            stack.free()
        },
        loop: { n in
            for _ in 0..<n {
                sets[0].touch()
                f_switch(&other.pointee.pair.here, other.pointee.pair.there)
            }
        })
}

/// What the other fiber finds when it runs.
private struct OtherFiber {
    var pair: f_pair
    var set: WorkingSet
}
