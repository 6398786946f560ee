internal import CKernel

/// Both sides sleep on one word, which says whose turn it is. The baseline wakes nobody and finds that it need not
/// sleep: the same two calls a hop, without a sleeper. A kernel that lets the woken side run at once (CFS mostly does)
/// has the word changed before the waker can wait; it asks all the same, so that a hop is two calls everywhere.
func futexSwitch(_ kind: Partner.Kind, on cpu: Int) throws -> Rig {
    let desk = try Desk()
    let turn = desk.line(0)
    let idle = desk.line(1)
    let partner = try Partner(kind, on: cpu) {
        while true {
            repeat { _ = k_futex_wait(turn, mine) } while k_load(turn) == mine
            if k_load(turn) == over { return }
            k_store(turn, mine)
            _ = k_futex_wake(turn)
        }
    }
    return Rig(
        partners: [partner],
        baseline: { n in
            for _ in 0..<2 * n {
                _ = k_futex_wake(idle)
                _ = k_futex_wait(idle, theirs)
            }
        },
        finish: {
            k_store(turn, over)
            _ = k_futex_wake(turn)
            partner.end()
            desk.close()
        },
        loop: { n in
            for _ in 0..<n {
                k_store(turn, theirs)
                _ = k_futex_wake(turn)
                repeat { _ = k_futex_wait(turn, theirs) } while k_load(turn) == theirs
            }
        })
}

/// The word while the worker has its turn, while the partner has it, and when all is over.
private let mine: UInt32 = 0
private let theirs: UInt32 = 1
private let over: UInt32 = 2
