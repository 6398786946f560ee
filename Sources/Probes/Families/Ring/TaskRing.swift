internal import CKernel
internal import Glibc

/// Tasks in a ring hand a byte round, and each touches its own working set before it hands it on. The worker is one of
/// them. The baseline does the same operations alone: on all sets in turn, or on `baselineSets` of them.
///
/// All are under SCHED_BATCH, in which who is woken does not displace who woke it. Otherwise the waker would be left
/// on the verge of going to sleep, and a tick would bring it back in the middle of the other's milliseconds of
/// touching.
func ringOfTasks(
    _ kind: Partner.Kind, tasks: Int, bytes: Int, baselineSets: Int? = nil, at place: Place
) throws -> Rig {
    try unwinding { cleanup in
        try adoptPolicy(SCHED_BATCH, cleanup)
        let pipes = try (0...tasks).map { _ in try cleanup.keep(Pipe(), Pipe.close) }
        let own = pipes[tasks]
        // All sets are mapped here, so that a process touches its copy of one and a thread one that nobody else
        // touches.
        let sets = try (0..<tasks).map { _ in
            try cleanup.keep(WorkingSet(bytes: bytes, of: place, sets: tasks), WorkingSet.free)
        }
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let over = page.words
        let partners = try (1..<tasks).map { index in
            let (mine, next, set) = (pipes[index], pipes[(index + 1) % tasks], sets[index])
            let partner = try Partner(kind, on: place.partner) {
                set.touch()
                while mine.take() == 0, k_load(over) == 0 {
                    set.touch()
                    _ = next.give()
                }
            }
            cleanup.add {
                k_store(over, 1)
                _ = mine.give()
                partner.end()
            }
            return partner
        }
        let touched = baselineSets ?? tasks
        return Rig(
            partners: partners,
            baseline: { n in
                for index in 0..<tasks * n {
                    sets[index % touched].touch()
                    try exchange(give: own, take: own)
                }
            },
            finish: cleanup.run,
            loop: { n in
                for _ in 0..<n {
                    sets[0].touch()
                    try exchange(give: pipes[1], take: pipes[0])
                }
            })
    }
}
