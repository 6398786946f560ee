internal import CFiber

/// Two fibers that switch to each other, each touching its own working set in between. The baseline touches the two
/// sets in turn and switches nowhere.
func fibersThatTouch(bytes: Int, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let stacks = try cleanup.keep(TwoStacks(), TwoStacks.free)
        let sets = try (0..<2).map { _ in
            try cleanup.keep(WorkingSet(bytes: bytes, of: place, sets: 2), WorkingSet.free)
        }
        let both = stacks.record(TouchingPair(pair: f_pair(), near: sets[0], far: sets[1]))
        f_prepare(
            &both.pointee.pair.there, stacks.far,
            { argument in
                let both = argument!.assumingMemoryBound(to: TouchingPair.self)
                while true {
                    both.pointee.far.touch()
                    f_leave(&both.pointee.pair)
                }
            }, both)
        return Rig(
            notes: [TwoStacks.note],
            baseline: { n in
                for _ in 0..<n {
                    sets[0].touch()
                    sets[1].touch()
                }
            },
            finish: cleanup.run,
            loop: stacks.loop(
                { argument, n in
                    let both = argument!.assumingMemoryBound(to: TouchingPair.self)
                    for _ in 0..<n {
                        both.pointee.near.touch()
                        f_enter(&both.pointee.pair)
                    }
                }, both))
    }
}

/// What the two fibers know.
private struct TouchingPair {
    var pair: f_pair
    let near: WorkingSet
    let far: WorkingSet
}
