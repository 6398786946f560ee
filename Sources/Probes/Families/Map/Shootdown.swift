internal import Basics
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
        let interrupts = try cleanup.keep(ShootdownCount(on: place.across.partner), ShootdownCount.close)
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

/// A thread that spins on request, and sleeps otherwise.
private final class Runner {
    let partner: Partner
    private let wanted: UnsafeMutablePointer<UInt32>
    private let runs: UnsafeMutablePointer<UInt32>

    init(on cpu: Int, _ cleanup: Cleanup) throws {
        let page = try cleanup.keep(SharedPage(), SharedPage.close)
        let (wanted, runs) = (page.line(0), page.line(1))
        (self.wanted, self.runs) = (wanted, runs)
        let partner = try Partner(.thread, on: cpu) {
            while k_load(wanted) != over {
                k_store(runs, k_load(wanted))
                if k_load(wanted) == 0 { _ = k_futex_wait(wanted, 0) } else { k_pause() }
            }
        }
        self.partner = partner
        cleanup.add {
            k_store(wanted, over)
            _ = k_futex_wake(wanted)
            partner.end()
        }
    }

    /// Has it run, or sleep, and waits until it does.
    func run(_ isRunning: Bool) {
        let word: UInt32 = isRunning ? 1 : 0
        k_store(wanted, word)
        _ = k_futex_wake(wanted)
        while k_load(runs) != word { k_pause() }
    }
}

private let over: UInt32 = 2

/// How many interrupts that ask for translations to be forgotten a CPU has taken, by the kernel's table.
private final class ShootdownCount {
    private let file: Descriptor
    private let column: Int
    private let buffer: UnsafeMutablePointer<UInt8>
    private static let room = 1 << 20

    init(on cpu: Int) throws {
        let head = textOfFile("/proc/interrupts")?.split(separator: "\n").first ?? ""
        guard let column = head.split(separator: " ").firstIndex(of: "CPU\(cpu)") else {
            throw Refusal("/proc/interrupts does not tell of CPU \(cpu)")
        }
        self.column = column
        file = try Descriptor(opening: "/proc/interrupts", O_RDONLY)
        buffer = .allocate(capacity: ShootdownCount.room)
    }

    func read() throws -> Int {
        var size = 0
        while size < ShootdownCount.room {
            let got = pread(file.number, buffer + size, ShootdownCount.room - size, off_t(size))
            guard got > 0 else { break }
            size += got
            // What follows is of no interest, and each read costs.
            if let count = count(in: size) { return count }
        }
        throw OperationFailed("/proc/interrupts has no line of TLB shoot-downs")
    }

    /// The number in this CPU's column of the line `TLB:`, if it is there by now, whole.
    private func count(in size: Int) -> Int? {
        let text = UnsafeRawBufferPointer(start: buffer, count: size)
        guard let start = memmem(buffer, size, "TLB:", 4).map({ UnsafeRawPointer($0) - text.baseAddress! }),
            let end = memchr(buffer + start, 10, size - start).map({ UnsafeRawPointer($0) - text.baseAddress! })
        else { return nil }
        let words = String(decoding: text[start..<end], as: UTF8.self).split(separator: " ")
        return words.count > column + 1 ? Int(words[column + 1]) : nil
    }

    func close() {
        file.close()
        buffer.deallocate()
    }
}
