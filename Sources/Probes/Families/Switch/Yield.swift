internal import CKernel

/// Both sides do nothing but call sched_yield, by the instruction itself. Between batches the partner goes to sleep, so
/// that the baseline, the same call with nobody to yield to, has the CPU for itself. It is truly woken in the iteration
/// that settles a batch before the timed part; in the timed part the wake-up finds it awake.
///
/// How often the partner yields while the worker does is for the scheduler to say, so it counts its yields.
///
/// - Parameter turns: under what the two take turns.
func yieldSwitch(_ kind: Partner.Kind, at place: Place, by turns: Turns = .here) throws -> Rig {
    guard place.partner == place.cpu else {
        throw Refusal("tasks that yield on two CPUs do not switch: this row is for one CPU, leave the placement out")
    }
    return try unwinding { cleanup in
        let notes = try turns.adopt(cleanup)
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let state = page.line(0)
        let yields = UnsafeMutableRawPointer(page.line(1)).assumingMemoryBound(to: Int.self)
        var own = 0
        let partner = try Partner(kind, on: place.partner) {
            while true {
                switch k_load(state) {
                case yielding:
                    // Before, so that it has counted the yield that took it off the CPU.
                    yields.pointee &+= 1
                    _ = k_syscall0(Int(k_nr_sched_yield))
                case resting: _ = k_replace(state, resting, asleep)
                case asleep: _ = k_futex_wait(state, asleep)
                default: return
                }
            }
        }
        cleanup.add {
            k_store(state, over)
            _ = k_futex_wake(state)
            partner.end()
        }
        return Rig(
            partners: [partner], notes: notes, besides: { yields.pointee - own },
            baseline: { n in for _ in 0..<2 * n { _ = k_syscall0(Int(k_nr_sched_yield)) } },
            finish: cleanup.run,
            loop: { n in
                own += n
                // Iterations that follow one another closely find it awake, and pay for no call.
                if k_exchange(state, yielding) == asleep { _ = k_futex_wake(state) }
                for _ in 0..<n { _ = k_syscall0(Int(k_nr_sched_yield)) }
                k_store(state, resting)
            })
    }
}

/// What the partner is to do.
private let resting: UInt32 = 0
private let asleep: UInt32 = 1
private let yielding: UInt32 = 2
private let over: UInt32 = 3
