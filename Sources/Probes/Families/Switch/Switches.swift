internal import Sampling

/// One task gives its CPU to another: by every means, between processes and between threads. One hop is half a round
/// trip: the task does its operations, wakes the other and sleeps. The operations are the C library's functions, as in
/// most programs; sched_yield, of which nothing is to be seen but the switch, is called by the instruction.
let switchProbes: [Probe] =
    Partner.Kind.allCases.flatMap { ladder($0) + conditionedSwitches($0) + [wakeUp($0)] } + others

/// What the cost of a switch is followed over.
let switchSweeps: [Sweep] = [
    Sweep(
        "runnable", "what a switch costs among many runnable tasks", of: ["switch.yield.thread"],
        over: [Sweep.Axis("runnable", [2, 10, 100, 1000, 10_000])])
]

private let others: [Probe] = [
    Probe(
        "switch.pipe.process.cross", "two processes on two CPUs pass a byte through two pipes", per: "hop",
        net: "waking another CPU, sleep and switch",
        operationsPerIteration: 2, does: [.contextSwitches: 1, .syscalls: 2], cpus: 2, needs: [.twoCPUs],
        tasks: 2
    ) { place in try pipeSwitch(.process, at: place.across) },

    .hop(
        "lock.thread", "two threads on one CPU hand a lock to and fro; the baseline does both parts",
        net: "what two tasks take above one"
    ) { try lockSwitch(at: $0) },

    Probe(
        "switch.napi.kthread", "two kernel threads on one CPU pass a network frame, never leaving the kernel",
        per: "hop", net: "sleep, wake-up and switch, without a return to user space",
        operationsPerIteration: kernelHops, does: [.contextSwitches: 1], handover: 3,
        needs: [.administration, .threadedNapi], tasks: 3
    ) { place in try napiSwitch(on: place.cpu) },

    Probe(
        "switch.iowq.kernel",
        "two io_uring workers on one CPU pass a byte: they stay in the kernel, yet share the worker's address space",
        per: "hop", net: "sleep, wake-up and switch, without a return to user space", operationsPerIteration: ringHops,
        does: [.contextSwitches: 1], handover: 16, needs: [.ringSkip], tasks: 3
    ) { place in try ringSwitch(on: place.cpu) },
]

private func ladder(_ kind: Partner.Kind) -> [Probe] {
    [
        yields(kind),

        .hop("pipe.\(kind)", "\(kind.two) on one CPU pass a byte through two pipes", syscalls: 2) {
            try pipeSwitch(kind, at: $0)
        },

        .hop("pipe.\(kind).raw", "\(kind.two) on one CPU pass a byte by the instruction itself", syscalls: 2) {
            try inlinedPipeSwitch(kind, at: $0)
        },

        .hop("futex.\(kind)", "\(kind.two) on one CPU wake each other by futex", syscalls: 2) {
            try futexSwitch(kind, at: $0)
        },

        .hop("eventfd.\(kind)", "\(kind.two) on one CPU count up each other's eventfd", syscalls: 2, isDefault: false) {
            try wireSwitch(kind, at: $0, by: { _ in try EventCounter() })
        },

        .hop(
            "socketpair.\(kind)", "\(kind.two) on one CPU pass a byte through stream sockets", syscalls: 2,
            isDefault: false
        ) { try wireSwitch(kind, at: $0, by: { _ in try SocketPair() }) },

        .hop(
            "semaphore.\(kind)",
            "\(kind.two) on one CPU post each other's POSIX semaphore; the baseline enters no kernel",
            net: "system calls, sleep, wake-up and switch",
            isDefault: false
        ) { try wireSwitch(kind, at: $0, by: { _ in try Semaphore() }) },

        .hop(
            "condvar.\(kind)", "\(kind.two) on one CPU signal a condition variable; the baseline enters no kernel",
            net: "system calls, sleep, wake-up and switch",
            isDefault: false
        ) { try wireSwitch(kind, at: $0, by: { _ in try ConditionVariable() }) },

        .hop(
            "signal.\(kind)", "\(kind.two) on one CPU queue a signal and take theirs with sigwaitinfo", syscalls: 2,
            isDefault: false
        ) { try signalSwitch(kind, at: $0) },

        .hop(
            "sysv.\(kind)", "\(kind.two) on one CPU raise each other's System V semaphore", syscalls: 2,
            isDefault: false
        ) { try sysvSwitch(kind, at: $0) },

        .hop(
            "epoll.\(kind)", "\(kind.two) on one CPU pass a byte through pipes and wait for it in epoll", syscalls: 3,
            isDefault: false
        ) { try wireSwitch(kind, at: $0, by: { _ in try PolledPipe() }) },
    ]
}

/// Tasks that yield to one another: two, or many more.
private func yields(_ kind: Partner.Kind) -> Probe {
    let pair = Probe.hop(
        "yield.\(kind)", "\(kind.two) on one CPU call sched_yield in turn", net: "the switch alone", syscalls: 1,
        handover: 5, needs: [.turns()]
    ) { try yieldSwitch(kind, at: $0) }.taking(.here)
    return pair.placeable(takes: [
        Parameter("runnable", 2...32_768, default: 2, "tasks on the one CPU that are runnable all the time")
    ]) { values in
        let runnable = values["runnable"]
        guard runnable > 2 else { return pair }
        guard values[given: "partner"] == nil else {
            throw Refusal("more than two runnable tasks are all on one CPU: leave 'partner' out")
        }
        return yields(kind, among: runnable)
    }
}

private func yields(_ kind: Partner.Kind, among runnable: Int) -> Probe {
    let bytes = kind == .process ? 256 << 10 : Population.bytesPerTask
    return Probe(
        "switch.yield.\(kind)", "\(runnable) runnable tasks on one CPU call sched_yield in turn", per: "hop",
        net: "the switch alone", operationsPerIteration: runnable, does: [.contextSwitches: 1, .syscalls: 1],
        handover: 5, needs: [.turns(), .memory { _ in runnable * bytes }], tasks: runnable
    ) { try yieldRing(kind, runnable: runnable, at: $0) }.taking(.here)
}

/// What a switch by sleeping and waking holds besides the switch. Each who is woken goes back to sleep: a switch each.
/// Once a round the worker sleeps, the last to run wakes it, and it changes its class twice.
private func wakeUp(_ kind: Partner.Kind) -> Probe {
    let aRound = 1 / Double(sleepers)
    return Probe(
        "switch.wake.\(kind)",
        "a sleeping \(kind) on the same CPU is woken by futex and does not run yet; the baseline wakes nobody",
        per: "wake-up", net: "the wake-up alone", operationsPerIteration: sleepers,
        does: [.contextSwitches: 1 + aRound, .syscalls: 2 + 4 * aRound], handover: 2,
        needs: [.realTime], tasks: 1 + sleepers, isDefault: false
    ) { try wakeUps(kind, at: $0) }
}

extension Probe {
    /// A row whose iteration is a round trip of two hops, each of one switch and so many system calls, where
    /// their number does not depend on how soon the kernel lets the woken task run.
    static func hop(
        _ name: String, _ summary: String, net: String = "sleep, wake-up and switch", syscalls: Double? = nil,
        handover: Double = 0, needs: [Need] = [],
        isDefault: Bool = true,
        prepare: @escaping @Sendable (Place) throws -> Rig
    ) -> Probe {
        var declared: [Quantity: Double] = [.contextSwitches: 1]
        declared[.syscalls] = syscalls
        return Probe(
            RowName("switch.\(name)"), summary, per: "hop", net: net, operationsPerIteration: 2, does: declared,
            handover: handover,
            needs: needs, tasks: 2, isDefault: isDefault, prepare: prepare
        ).placeable
    }
}
