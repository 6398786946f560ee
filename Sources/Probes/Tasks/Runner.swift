internal import CKernel

/// A thread that runs on a CPU on request, and sleeps otherwise.
final class Runner {
    let partner: Partner
    private let wanted: UnsafeMutablePointer<UInt32>
    private let runs: UnsafeMutablePointer<UInt32>

    init(on cpu: Int, _ cleanup: Cleanup) throws {
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (wanted, runs) = (page.line(0), page.line(1))
        (self.wanted, self.runs) = (wanted, runs)
        let partner = try Partner(.thread, on: cpu) {
            while true {
                // Read once: whoever sleeps has to have said so.
                let word = k_load(wanted)
                if word == over { return }
                k_store(runs, word)
                if word == 0 { _ = k_futex_wait(wanted, 0) } else { k_pause() }
            }
        }
        self.partner = partner
        cleanup.add {
            k_store(wanted, over)
            _ = k_futex_wake(wanted)
            partner.end()
        }
    }

    /// Has it run, or sleep, and waits until it does. It is on another CPU, so it gets there by itself.
    func run(_ isRunning: Bool) {
        let word: UInt32 = isRunning ? 1 : 0
        k_store(wanted, word)
        _ = k_futex_wake(wanted)
        while k_load(runs) != word { k_pause() }
    }
}

private let over: UInt32 = 2
