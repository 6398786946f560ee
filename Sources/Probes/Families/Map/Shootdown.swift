internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// A page that is written to and then made read-only, while another thread of the process runs on another CPU, which
/// may hold the page's translation and has to be interrupted to forget it.
let shootdownProbe = Probe(
    "map.shootdown", "mprotect of a page in use while another thread of the process runs on another CPU",
    per: "page made read-only and back", net: "telling the other CPU", does: [.syscalls: 2], cpus: 2,
    needs: [.twoCPUs, .x86], tasks: 2, isDefault: false, version: 2
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
        /// So many interrupts the other CPU took meanwhile.
        func interruptions(_ work: () throws -> Void) throws -> Int {
            let before = try interrupts.read()
            try work()
            return try interrupts.read() - before
        }
        runner.run(true)
        let each = try interruptsOfEach { try interruptions { try protect(piece) } }
        runner.run(false)
        return Rig(
            partners: [runner.partner],
            notes: [
                "each takes \(numbered(each, "TLB interrupt")) of the other CPU, by /proc/interrupts; what takes fewer "
                    + "is done again"
            ],
            baseline: protect, finish: cleanup.run,
            timing: { n, watch in
                let calls = interrupts.calls
                runner.run(true)
                defer { runner.run(false) }
                var (left, failures) = (n, 0)
                let late = Clock.raw() + patience + patience / 32 * Int64(n / piece)
                while left > 0 {
                    let some = min(left, piece)
                    var trial = watch
                    if try interruptions({ try trial.time { try protect(some) } }) >= each * some {
                        watch = trial
                        left -= some
                    } else {
                        guard Clock.raw() < late else { throw Refusal(neverAlone) }
                        stepAside(&failures)
                        watch.besides += some
                        watch.ownCalls += 1
                    }
                }
                watch.ownCalls += interrupts.calls - calls
            })
    }
}

/// How many interrupts one operation takes: two where the kernel has translations forgotten also when a page becomes
/// writable. While the other CPU runs another process it takes none, or fewer, so it is what most of those trials show
/// in which there was one for every operation.
///
/// - Parameter trial: the interrupts of `piece` operations.
func interruptsOfEach(_ trial: () throws -> Int) throws -> Int {
    let end = Clock.raw() + patience
    var (found, failures): ([Int], Int) = ([], 0)
    while found.count < 15 {
        let taken = try trial()
        if taken >= piece { found.append(taken / piece) } else { stepAside(&failures) }
        guard Clock.raw() < end else { throw Refusal(neverAlone) }
    }
    return found.sorted()[found.count / 2]
}

/// Sleeps for a while, another one each time. On two busy CPUs this thread and the one on the other CPU may get their
/// turns one after the other and never together, for seconds.
private func stepAside(_ failures: inout Int) {
    failures += 1
    usleep(UInt32(100 + failures * 1237 % 4000))
}

/// Shoot-downs between two looks at the interrupts: far shorter than a scheduler lets a thread run beside others, so
/// that many a piece finds it running however busy its CPU is.
let piece = 32
/// Nanoseconds after which it is given up.
private let patience: Int64 = 3_000_000_000

private let neverAlone =
    "for seconds the other CPU was not interrupted for each of \(piece) shoot-downs: it is busy with other tasks, or "
    + "this processor or hypervisor has a way without TLB interrupts"
