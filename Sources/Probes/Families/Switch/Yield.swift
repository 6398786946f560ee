internal import CKernel

/// Both sides do nothing but call sched_yield, by the instruction itself. Between batches the partner goes to sleep, so
/// that the baseline, the same call with nobody to yield to, has the CPU for itself.
///
/// Whoever has slept has credit with the scheduler, and on kernels before EEVDF gets its own yields back until that is
/// used up, thousands of them. So the two are brought into step before each batch, untimed and uncounted, and each says
/// what it did: a batch in which they did not take turns is run again.
func yieldSwitch(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    guard place.partner == place.cpu else {
        throw Refusal("tasks that yield on two CPUs do not switch: this row is for one CPU, leave the placement out")
    }
    return try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let pair = YieldPair(page)
        let partner = try Partner(kind, on: place.partner) { pair.takePart() }
        cleanup.add {
            k_store(pair.state, YieldPair.over)
            _ = k_futex_wake(pair.state)
            partner.end()
        }
        return Rig(
            partners: [partner],
            baseline: { n in for _ in 0..<2 * n { yield() } },
            finish: cleanup.run,
            turns: Turns(begin: pair.comeIntoStep, mark: pair.mark, end: pair.done),
            loop: { n in
                pair.wake()
                for _ in 0..<n { pair.yieldOnce() }
                k_store(pair.state, YieldPair.resting)
            })
    }
}

@inline(__always)
private func yield() { _ = k_syscall0(Int(k_nr_sched_yield)) }

/// What the two share: what the partner is to do, how often each yielded, and how often the partner had its turn after
/// the worker. Each side writes to lines of its own.
private struct YieldPair {
    /// What the partner is to do.
    static let (resting, asleep, yielding, over): (UInt32, UInt32, UInt32, UInt32) = (0, 1, 2, 3)

    let state: UnsafeMutablePointer<UInt32>
    private let mine: UnsafeMutablePointer<UInt32>
    private let theirs: UnsafeMutablePointer<UInt32>
    private let turns: UnsafeMutablePointer<UInt32>
    private let start: UnsafeMutablePointer<(mine: UInt32, theirs: UInt32, turns: UInt32)>

    init(_ page: SharedPage) {
        state = page.line(0)
        mine = page.line(1)
        theirs = page.line(2)
        turns = theirs + 1
        start = UnsafeMutableRawPointer(page.line(3)).bindMemory(
            to: (mine: UInt32, theirs: UInt32, turns: UInt32).self, capacity: 1)
    }

    /// The partner's life.
    func takePart() {
        var last = k_load(mine)
        while true {
            switch k_load(state) {
            case YieldPair.yielding:
                let now = k_load(mine)
                if now != last {
                    last = now
                    k_store(turns, k_load(turns) &+ 1)
                }
                k_store(theirs, k_load(theirs) &+ 1)
                yield()
            case YieldPair.resting: _ = k_replace(state, YieldPair.resting, YieldPair.asleep)
            case YieldPair.asleep:
                // Who is woken gets the CPU, by the worker's yield or at once: a turn in either case.
                if k_futex_wait(state, YieldPair.asleep) == 0 {
                    last = k_load(mine)
                    k_store(turns, k_load(turns) &+ 1)
                }
            default: return
            }
        }
    }

    /// Has the partner yield from now on.
    func wake() {
        if k_exchange(state, YieldPair.yielding) == YieldPair.asleep { _ = k_futex_wake(state) }
    }

    @inline(__always)
    func yieldOnce() {
        k_store(mine, k_load(mine) &+ 1)
        yield()
    }

    /// Yields until each yield gives the partner one turn, several times in a row. The switches that it took.
    func comeIntoStep() -> Int {
        wake()
        let first = k_load(turns)
        var inStep = 0
        for _ in 0..<YieldPair.patience where inStep < YieldPair.enough {
            let before = (k_load(turns), k_load(theirs))
            yieldOnce()
            inStep = k_load(turns) == before.0 &+ 1 && k_load(theirs) == before.1 &+ 1 ? inStep + 1 : 0
        }
        mark()
        return 2 * Int(k_load(turns) &- first)
    }

    /// The yields that follow one another in turn when the two are in step, and after how many the worker gives up.
    private static let (enough, patience) = (4, 100_000)

    /// From here on is counted what the two do.
    func mark() { start.pointee = (k_load(mine), k_load(theirs), k_load(turns)) }

    /// What was done since. Each turn of the partner is two switches, to it and back.
    func done() -> Turns.Done {
        Turns.Done(
            switches: 2 * Int(k_load(turns) &- start.pointee.turns),
            calls: Int(k_load(mine) &- start.pointee.mine) + Int(k_load(theirs) &- start.pointee.theirs))
    }
}
