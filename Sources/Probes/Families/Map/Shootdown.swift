internal import CKernel
internal import Glibc
internal import Sampling

/// A page that is written to and then made read-only, while another thread of the process runs on another CPU, which
/// may hold the page's translation and has to be interrupted to forget it.
let shootdownProbe = Probe(
    "map.shootdown", "mprotect of a page in use while another thread of the process runs on another CPU",
    per: "page made read-only and back", net: "telling the other CPU", does: [.syscalls: 2], cpus: 2,
    needs: [.twoCPUs, .x86], tasks: 2, isDefault: false
) { place in
    try unwinding { cleanup in
        let page = try cleanup.keep(LonePage(), LonePage.free)
        let interrupts = try cleanup.keep(
            InterruptCount(of: .shootdown, on: place.across.partner), InterruptCount.close)
        let runner = try Runner(on: place.across.partner, cleanup)
        func protect(_ n: Int) throws {
            for _ in 0..<n {
                k_write_pages(page.base, 1, Pages.size)
                guard mprotect(page.base, Pages.size, PROT_READ) == 0,
                    mprotect(page.base, Pages.size, PROT_READ | PROT_WRITE) == 0
                else { throw OperationFailed("mprotect: \(errorText())") }
            }
        }
        let reason =
            "in \(tries) tries the other CPU was not interrupted for every one of \(piece) shoot-downs: it is busy "
            + "with other tasks, or this processor or hypervisor has a way without TLB interrupts"
        /// Whether the other CPU took an interrupt for each: where it ran another process meanwhile, it need not.
        func isInterrupted(by n: Int, _ work: () throws -> Void) throws -> Bool {
            let before = try interrupts.read()
            try work()
            return try interrupts.read() - before >= n - n / 100
        }
        runner.run(true)
        var hasSeen = false
        for _ in 0..<tries where !hasSeen { hasSeen = try isInterrupted(by: piece) { try protect(piece) } }
        runner.run(false)
        guard hasSeen else { throw Refusal(reason) }
        return Rig(
            partners: [runner.partner],
            notes: ["proved by the other CPU's TLB interrupts (/proc/interrupts); batches without are done again"],
            baseline: protect, finish: cleanup.run,
            timing: { n, watch in
                guard n > 0 else { return }
                runner.run(true)
                defer { runner.run(false) }
                var (left, failures) = (n, 0)
                while left > 0 {
                    let some = min(left, piece)
                    var trial = watch
                    if try isInterrupted(by: some, { try trial.time { try protect(some) } }) {
                        watch = trial
                        left -= some
                    } else {
                        watch.besides += some
                        failures += 1
                        guard failures < tries else { throw OperationFailed(reason) }
                    }
                }
            })
    }
}

/// Shoot-downs between two looks at the interrupts, and how often they are tried before it is given up.
private let (piece, tries) = (500, 20)
