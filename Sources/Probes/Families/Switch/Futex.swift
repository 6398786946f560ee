internal import CKernel

/// Each side has a word of its own that it sleeps on. Both always wake and then wait, two calls a hop: when the kernel
/// lets the woken one run at once, the waker's wait finds its answer there already and returns. The baseline wakes
/// nobody and finds that it need not sleep: the same two calls, without a sleeper.
func futexSwitch(_ kind: Partner.Kind, at place: Place) throws -> Rig {
    try unwinding { cleanup in
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (mine, theirs, idle) = (page.line(0), page.line(1), page.line(2))
        let partner = try Partner(kind, on: place.partner) {
            while true {
                repeat { _ = k_library_futex_wait(theirs, empty) } while k_load(theirs) == empty
                if k_load(theirs) == over { return }
                k_store(theirs, empty)
                k_store(mine, full)
                _ = k_library_futex_wake(mine)
            }
        }
        cleanup.add {
            k_store(theirs, over)
            _ = k_library_futex_wake(theirs)
            partner.end()
        }
        return Rig(
            partners: [partner],
            baseline: { n in
                for _ in 0..<2 * n {
                    _ = k_library_futex_wake(idle)
                    _ = k_library_futex_wait(idle, full)
                }
            },
            finish: cleanup.run,
            loop: { n in
                for _ in 0..<n {
                    k_store(theirs, full)
                    _ = k_library_futex_wake(theirs)
                    repeat { _ = k_library_futex_wait(mine, empty) } while k_load(mine) == empty
                    k_store(mine, empty)
                }
            })
    }
}

/// A word that nobody has written to, one that has, and the one that ends it all.
private let empty: UInt32 = 0
private let full: UInt32 = 1
private let over: UInt32 = 2
