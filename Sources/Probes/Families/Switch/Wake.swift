internal import CKernel
internal import Glibc

/// How many are woken in one iteration: enough that what the worker itself does a round, sleep and change its class,
/// is less than a switch or a call in a hundred. What waking one costs does not depend on their number: on a Zen 4
/// virtual machine 8 to 512 were alike within its noise.
let sleepers = 256

/// A wake-up by itself: one task wakes others that sleep on its own CPU and stay in the queue until it has woken them
/// all. That is timed. Then it goes to sleep, and they run and go back to sleep. The baseline is the same call on a
/// word on which nobody sleeps.
///
/// While it wakes them the worker is of a real-time class, which nobody who is woken displaces. Under SCHED_BATCH they
/// should not either, but do as soon as other programs are on the CPU (Linux 6.18, with groups of tasks). So what the
/// fair class does to decide who goes on is not in the figure: about a tenth of a microsecond.
func wakeUps(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        try adoptPolicy(SCHED_BATCH, cleanup)
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (bed, left, over, idle) = (page.line(0), page.line(1), page.line(2), page.line(3))
        let partners = try (0..<sleepers).map { _ in
            let partner = try Partner(kind, on: place.cpu) {
                while k_load(over) == 0 {
                    // One that was interrupted has not been woken.
                    if k_futex_wait(bed, 0) != 0 { continue }
                    k_add(left, UInt32.max)
                    if k_load(left) == 0 { _ = k_futex_wake(left) }
                }
            }
            cleanup.add {
                k_store(over, 1)
                _ = k_futex_wake_all(bed)
                partner.end()
            }
            return partner
        }
        return Rig(
            partners: partners,
            baseline: { n in for _ in 0..<sleepers * n { _ = k_futex_wake(idle) } },
            finish: cleanup.run,
            timing: { n, watch in
                for _ in 0..<n {
                    k_store(left, UInt32(sleepers))
                    var woken = 0
                    try become(SCHED_FIFO)
                    watch.time { for _ in 0..<sleepers { woken += k_futex_wake(bed) } }
                    try become(SCHED_BATCH)
                    try wakeStragglers(sleepers - woken, in: bed)
                    while true {
                        let still = k_load(left)
                        if still == 0 { break }
                        _ = k_futex_wait(left, still)
                    }
                }
            })
    }
}

/// Wakes those who had not gone to sleep yet, as a tick may have come between.
private func wakeStragglers(_ count: Int, in bed: UnsafeMutablePointer<UInt32>) throws {
    var (missing, tries) = (count, 0)
    while missing > 0 {
        guard tries < 1000 else { throw OperationFailed("of those who were to be woken \(missing) did not sleep") }
        usleep(100)
        missing -= k_futex_wake(bed)
        tries += 1
    }
}

private func become(_ policy: Int32) throws {
    var parameter = sched_param(sched_priority: policy == SCHED_FIFO ? 1 : 0)
    guard sched_setscheduler(0, policy, &parameter) == 0 else {
        throw OperationFailed("the scheduling class: \(errorText())")
    }
}

extension Need {
    /// The right to be of a real-time class.
    static let realTime = Need.tried("a real-time class") { _ in
        var (before, wanted) = (sched_param(), sched_param(sched_priority: 1))
        let policy = sched_getscheduler(0)
        sched_getparam(0, &before)
        guard sched_setscheduler(0, SCHED_FIFO, &wanted) == 0 else {
            return .unsupported("no real-time class is allowed: \(errorText()) (CAP_SYS_NICE, or 'ulimit -r')")
        }
        sched_setscheduler(0, policy, &before)
        return nil
    }
}
