internal import CKernel
internal import Glibc

/// Tasks in a ring hand a byte round, and each touches its own working set before it hands it on. The worker is one of
/// them. The baseline does the same operations on one set, alone.
///
/// All are under SCHED_BATCH, in which who is woken does not displace who woke it. Otherwise the waker would be left
/// on the verge of going to sleep, and a tick would bring it back in the middle of the other's milliseconds of touching.
func ringOfTasks(_ kind: Partner.Kind, tasks: Int, bytes: Int, at place: Place) throws -> Rig {
    let takeOff = try SwitchCondition.policy(SCHED_BATCH, priority: 0).putOn()
    let pipes = try (0..<tasks).map { _ in try Pipe() }
    let own = try Pipe()
    // All sets are mapped here, so that a process touches its copy of one and a thread one that nobody else touches.
    let sets = try (0..<tasks).map { _ in try WorkingSet(bytes: bytes, of: place, sets: tasks) }
    let page = try SharedPage()
    let over = page.words
    var partners: [Partner] = []
    let end = {
        k_store(over, 1)
        _ = pipes[1].give()
        for partner in partners { partner.end() }
        for pipe in pipes + [own] { pipe.close() }
        for set in sets { set.free() }
        page.close()
        takeOff()
    }
    do {
        for index in 1..<tasks {
            let (mine, next, set) = (pipes[index], pipes[(index + 1) % tasks], sets[index])
            partners.append(
                try Partner(kind, on: place.partner) {
                    set.touch()
                    while mine.take() == 0 {
                        if k_load(over) != 0 { break }
                        set.touch()
                        _ = next.give()
                    }
                    _ = next.give()
                })
        }
    } catch {
        end()
        throw error
    }
    return Rig(
        partners: partners,
        baseline: { n in
            for _ in 0..<tasks * n {
                sets[0].touch()
                try exchange(give: own, take: own)
            }
        },
        finish: end,
        loop: { n in
            for _ in 0..<n {
                sets[0].touch()
                try exchange(give: pipes[1], take: pipes[0])
            }
        })
}
