internal import CKernel
internal import Glibc
internal import Sampling

/// Reading clocks, sleeping, and timers.
let timeProbes: [Probe] = clockReads + sleeps + timers + lateness

/// What there is to be read, by the names of clock_gettime(2).
private enum KernelClock: String, CaseIterable {
    case realtime, monotonic, boottime, tai, raw, coarse, realtimecoarse, process, thread

    var number: Int32 {
        switch self {
        case .realtime: Int32(k_clock_realtime)
        case .monotonic: Int32(k_clock_monotonic)
        case .boottime: Int32(k_clock_boottime)
        case .tai: Int32(k_clock_tai)
        case .raw: Int32(k_clock_raw)
        case .coarse: Int32(k_clock_monotonic_coarse)
        case .realtimecoarse: Int32(k_clock_realtime_coarse)
        case .process: Int32(k_clock_process)
        case .thread: Int32(k_clock_thread)
        }
    }

    var words: String {
        switch self {
        case .realtime: "CLOCK_REALTIME"
        case .monotonic: "CLOCK_MONOTONIC"
        case .boottime: "CLOCK_BOOTTIME"
        case .tai: "CLOCK_TAI"
        case .raw: "CLOCK_MONOTONIC_RAW"
        case .coarse: "CLOCK_MONOTONIC_COARSE"
        case .realtimecoarse: "CLOCK_REALTIME_COARSE"
        case .process: "CLOCK_PROCESS_CPUTIME_ID"
        case .thread: "CLOCK_THREAD_CPUTIME_ID"
        }
    }

    /// Whether some kernel has it in the vDSO: what a task has used, none has.
    var isOfMachine: Bool { self != .process && self != .thread }
}

private let clockReads: [Probe] =
    KernelClock.allCases.filter(\.isOfMachine).map { clock in
        .entering(
            "time.vdso.\(clock.rawValue)", "\(clock.words) read in the vDSO", calls: 0, needs: [.inUserSpace(clock)]
        ) { _ in
            let time = UnsafeMutablePointer<timespec>.allocate(capacity: 1)
            return Rig(finish: { time.deallocate() }) { n in
                for _ in 0..<n where k_read_clock(clock.number, time) != 0 { throw OperationFailed(clock.words) }
            }
        }
    }
    + KernelClock.allCases.map { clock in
        .entering("time.call.\(clock.rawValue)", "\(clock.words) read by a call") { _ in
            let time = UnsafeMutablePointer<timespec>.allocate(capacity: 1)
            return try Rig.calling(
                SystemCall(clock.words, k_nr_clock_gettime, Int(clock.number), address(time)),
                finish: { time.deallocate() })
        }
    }

extension Need {
    /// A vDSO that reads a clock without entering the kernel, found out by a child that would be killed if it did.
    fileprivate static func inUserSpace(_ clock: KernelClock) -> Need {
        .tried("\(clock.words) in the vDSO") { _ in
            switch k_clock_stays_in_user_space(clock.number) {
            case 1: nil
            case 0: .unsupported("reading \(clock.words) enters the kernel here: its clocksource is not in the vDSO")
            case let failure: .untried("no child for the trial: \(errorText(of: failure))")
            }
        }
    }
}

/// Whether the task is off its CPU before the timer has expired is a race, so switches are stated and not declared.
private let sleeps: [Probe] = [
    sleep("zero", "a sleep of 0 ns, with a timer slack of 1 ns", nanoseconds: 0),
    sleep("one", "a sleep of 1 ns, with a timer slack of 1 ns", nanoseconds: 1),
    sleep("slack", "a sleep of 1 ns, with the timer slack that tasks usually have", nanoseconds: 1, slack: 50_000),
]

private func sleep(_ variant: String, _ summary: String, nanoseconds: Int, slack: Int = 1) -> Probe {
    Probe("time.sleep.\(variant)", summary, per: "sleep", does: [.syscalls: 1], isDefault: false) { _ in
        try unwinding { cleanup in
            try adoptSlack(slack, cleanup)
            let time = UnsafeMutablePointer<timespec>.allocate(capacity: 1)
            time.initialize(to: timespec(tv_sec: 0, tv_nsec: nanoseconds))
            cleanup.add { time.deallocate() }
            return try Rig.calling(
                SystemCall("clock_nanosleep", k_nr_clock_nanosleep, Int(k_clock_monotonic), 0, address(time)),
                finish: cleanup.run)
        }
    }
}

/// Has the calling thread's timers be late by no more than so many nanoseconds, until the list is run. The kernel
/// keeps tasks of a real-time class at 0.
func adoptSlack(_ nanoseconds: Int, _ cleanup: Cleanup) throws {
    let before = k_timer_slack()
    let result = k_set_timer_slack(UInt(nanoseconds))
    guard before >= 0, result == 0 else { throw Refusal("the timer slack: \(errorText(of: min(before, result)))") }
    cleanup.add { _ = k_set_timer_slack(UInt(before)) }
}

private let timers: [Probe] = [
    .entering("time.timerfd.idle", "read of a timer that has not expired, which says so") { _ in
        try withTimer(blocks: false) { timer, word in
            try Rig.calling(
                SystemCall("read", k_nr_read, Int(timer), address(word), 8, answers: -Int(EAGAIN)))
        }
    },

    .entering(
        "time.timerfd.expired", "a timer is set to a moment that is past, and read", per: "timer", calls: 2,
        without: nil
    ) { _ in
        let past = UnsafeMutablePointer<itimerspec>.allocate(capacity: 1)
        past.initialize(to: itimerspec(it_interval: timespec(), it_value: timespec(tv_sec: 0, tv_nsec: 1)))
        return try withTimer(blocks: true) { timer, word in
            try Rig.calling(
                SystemCall(
                    "timerfd_settime", k_nr_timerfd_settime, Int(timer), Int(k_timerfd_absolute), address(past)),
                SystemCall("read", k_nr_read, Int(timer), address(word), 8, answers: 8))
        }.adding(
            notes: ["where the timer's interrupt comes after the read, the read sleeps until then: a switch more"],
            finish: { past.deallocate() })
    },

    .entering("time.setitimer", "setitimer sets a timer, and again clears it", operationsPerIteration: 2) { _ in
        let values = UnsafeMutablePointer<itimerval>.allocate(capacity: 2)
        values.initialize(repeating: itimerval(), count: 2)
        values[0].it_value.tv_sec = 100_000
        func set(_ value: Int) -> SystemCall {
            SystemCall("setitimer", k_nr_setitimer, Int(ITIMER_REAL.rawValue), address(values + value))
        }
        return try Rig.calling(set(0), set(1), finish: { values.deallocate() })
    },

    .entering("time.timer.create", "a POSIX timer that notifies nobody is created, and deleted", per: "timer", calls: 2)
    {
        _ in
        let event = UnsafeMutablePointer<sigevent>.allocate(capacity: 1)
        k_notify_nobody(event)
        let made = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
        let create = SystemCall(
            "timer_create", k_nr_timer_create, Int(k_clock_monotonic), address(event), address(made))
        func once() throws {
            let result = create.make()
            if result != 0 { throw Refusal("timer_create: \(Limits.timer(for: result))") }
            let deleted = k_syscall3(Int(k_nr_timer_delete), Int(made.pointee), 0, 0)
            if deleted != 0 { throw OperationFailed("timer_delete: \(errorText(of: deleted))") }
        }
        // What keeps room for its signal may have none.
        try once()
        return Rig(finish: {
            event.deallocate()
            made.deallocate()
        }) { n in for _ in 0..<n { try once() } }
    },

    .entering("time.timer.settime", "a POSIX timer is set, and again cleared", operationsPerIteration: 2) { _ in
        try unwinding { cleanup in
            let event = UnsafeMutablePointer<sigevent>.allocate(capacity: 1)
            k_notify_nobody(event)
            let made = UnsafeMutablePointer<Int32>.allocate(capacity: 1)
            let values = UnsafeMutablePointer<itimerspec>.allocate(capacity: 2)
            values.initialize(repeating: itimerspec(), count: 2)
            values[0].it_value.tv_sec = 100_000
            cleanup.add {
                event.deallocate()
                made.deallocate()
                values.deallocate()
            }
            try SystemCall(
                "timer_create", k_nr_timer_create, Int(k_clock_monotonic), address(event), address(made)
            ).tryOut()
            let timer = Int(made.pointee)
            cleanup.add { _ = k_syscall3(Int(k_nr_timer_delete), timer, 0, 0) }
            func set(_ value: Int) -> SystemCall {
                SystemCall("timer_settime", k_nr_timer_settime, timer, 0, address(values + value))
            }
            return try Rig.calling(set(0), set(1), finish: cleanup.run)
        }
    },
]

/// A timer to be read, and where what is read goes.
private func withTimer(
    blocks: Bool, _ make: (Int32, UnsafeMutablePointer<UInt64>) throws -> Rig
) throws -> Rig {
    try unwinding { cleanup in
        let timer = try cleanup.keep(
            Descriptor(made: k_timerfd(blocks ? 1 : 0), orRefuse: "no timer"), Descriptor.close)
        let word = UnsafeMutablePointer<UInt64>.allocate(capacity: 1)
        cleanup.add { word.deallocate() }
        return try make(timer.number, word).adding(notes: [], finish: cleanup.run)
    }
}
