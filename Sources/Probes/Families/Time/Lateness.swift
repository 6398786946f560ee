internal import CKernel
internal import Glibc
internal import Sampling

/// How late a task runs that waits for a moment: from then until it has read the clock. Each waiting is one of its own,
/// so that `toll run --distribution` shows how they are spread. A task that is off its CPU until the moment is past
/// does not sleep, so switches are stated and not declared; that it was never woken too early, each waiting checks.
let lateness: [Probe] = [late(.sleep), late(.timer)]

/// What a task waits by.
private enum Waiting: String {
    case sleep, timer

    var words: String { self == .sleep ? "clock_nanosleep" : "a timer that it reads" }
}

private func late(_ waiting: Waiting, microseconds: Int = 200, slack: Int = 1) -> Probe {
    Probe(
        "time.late.\(waiting.rawValue)",
        "how late a task runs that waits for a moment by \(waiting.words): the clock then, less that moment",
        per: "wait", does: [.syscalls: waiting == .sleep ? 1 : 2],
        isMemoryBound: true, isDefault: false,
        takes: [
            Parameter("us", 50...1_000_000, default: 200, "microseconds until the moment that is waited for"),
            Parameter("slack", 1...1_000_000_000, default: 1, "nanoseconds of timer slack; tasks usually have 50000"),
        ],
        vary: { late(waiting, microseconds: $0["us"], slack: $0["slack"]) }
    ) { _ in
        try unwinding { cleanup in
            try adoptSlack(slack, cleanup)
            let timer = try cleanup.keep(Descriptor(made: k_timerfd(1), orRefuse: "no timer"), Descriptor.close)
            // How often again, which is never, and the moment: as a timer takes them.
            let times = UnsafeMutablePointer<timespec>.allocate(capacity: 2)
            times.initialize(repeating: timespec(), count: 2)
            let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
            cleanup.add {
                times.deallocate()
                word.deallocate()
            }
            return Rig(
                notes: [
                    "waits \(microseconds) µs each time, with \(slack) ns of timer slack; it holds waking the CPU "
                        + "where that was idle"
                ], finish: cleanup.run
            ) {
                let due = k_clock_ns(monotonic) + Int64(microseconds) * 1000
                times[1] = timespec(tv_sec: Int(due / 1_000_000_000), tv_nsec: Int(due % 1_000_000_000))
                let result = waiting == .sleep ? sleep(until: times + 1) : read(timer.number, times, word)
                guard result == 0 else { throw OperationFailed("\(waiting.words): \(errorText(of: result))") }
                let late = k_clock_ns(monotonic) - due
                guard late >= 0 else { throw OperationFailed("it was woken \(-late) ns too early") }
                return late
            }
        }
    }
}

private let monotonic = clockid_t(k_clock_monotonic)

/// A tracer's interruption is no end of the sleep.
private func sleep(until moment: UnsafePointer<timespec>) -> Int {
    var result = -Int(EINTR)
    while result == -Int(EINTR) {
        result = k_syscall6(
            Int(k_nr_clock_nanosleep), Int(k_clock_monotonic), Int(k_timer_absolute), address(moment), 0, 0, 0)
    }
    return result
}

/// Sets the timer and reads it.
private func read(_ timer: Int32, _ times: UnsafePointer<timespec>, _ word: UnsafeMutablePointer<UInt64>) -> Int {
    let set = k_syscall6(Int(k_nr_timerfd_settime), Int(timer), Int(k_timerfd_absolute), address(times), 0, 0, 0)
    guard set == 0 else { return set }
    let got = k_syscall3(Int(k_nr_read), Int(timer), address(word), 8)
    return got == 8 ? 0 : got < 0 ? got : -Int(EIO)
}
