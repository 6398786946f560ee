internal import Basics
internal import Sampling

/// Threads, fibers, state machines and kernel AIO at the same events.
let serverClaims: [Claim] = [
    Claim(
        "io-enters-kernel", "IO means entering the kernel, and will for ten years at least.",
        then: .ratio(1, "at least one system call per event"),
        how: "system calls for one I/O event, counted in every model: holds if none has fewer than one, "
            + "does not if one has",
        judge: entriesRule),

    Claim(
        "schedule-there",
        "Once an IO event has led into the kernel, switching there costs no more than returning to switch.",
        then: .ratio(1, "at most"),
        how: "blocking threads over epoll with fibers, same events, same rounds: holds at a factor of at most 1",
        judge: whereverServed(ratioRule("io.blocking.threads", over: "io.epoll.fibers", .atMost(1)))),

    Claim(
        "user-sched-gain", "Scheduling in user space gains at most one null system call an event.",
        then: .nanoseconds(100, "at most a null system call"),
        how: "blocking threads less epoll with fibers, an event, less one null system call, in the same rounds: holds "
            + "at 0 or below",
        judge: whereverServed(gainRule)),

    Claim(
        "fiber-vs-state", "Light threads come nowhere near a state machine.", then: .text("no figure given"),
        how: "epoll with fibers over epoll with a state machine, same events: 'nowhere near' is above a factor of 2, "
            + "since within it is 'not far behind'; Swift's tasks are read beside it",
        judge: whereverServed(
            ratioRule(
                "io.epoll.fibers", over: "io.epoll.state", .above(2),
                and: ("io.swift", "its fiber switch is the lightest there is")))),

    Claim(
        "task-vs-state", "Yet whole tasks are often not far behind state machines.",
        then: .ratio(2, "at most: 300 against 500 MB/s, 30,000 against 60,000 requests"),
        how:
            "blocking threads over epoll with a state machine, same events: holds at a factor of at most 2; "
            + "Swift's tasks are read beside it",
        judge: whereverServed(
            ratioRule(
                "io.blocking.threads", over: "io.epoll.state", .atMost(2),
                and: ("io.swift", "the mail's tasks are the kernel's")))),

    Claim(
        "kaio-wins", "AIO in the kernel is faster than AIO by micro-threads.", then: .ratio(1, "below"),
        how:
            "the cheaper of Linux AIO and io_uring over io_uring forced onto kernel workers, the heirs of fibrils, and "
            + "over epoll with fibers: holds below 1 against both, does not if it is at or above 1 against one",
        judge: whereverServed(kernelAIORule)),

    Claim(
        "kaio-pool", "The hard parts of AIO in the kernel can be had from a pool of kernel threads at first.",
        then: .text("no figure given"),
        how: "a request forced onto a kernel worker over the same one done in line, in the batch beside it: holds at a "
            + "factor of at most 2, 'not far behind'",
        judge: puntRule),

    Claim(
        "epoll-is-kaio", "epoll is in its idea no different from AIO in the kernel.", then: .ratio(1),
        how:
            "epoll over IOCB_CMD_POLL of Linux AIO, both with a state machine, same events: holds within a factor of 2",
        judge: whereverServed(ratioRule("io.epoll.state", over: "io.aio", .about, beside: ["io.uring.state"]))),

    Claim(
        "contention", "Two tasks that contend on one CPU are better off as one context.", then: .ratio(1, "above"),
        how: "two threads that hand a lock to and fro on one CPU, over one context that does the work of both, in the "
            + "same rounds: holds above a factor of 1",
        judge: contentionRule),
]

@Sendable private func entriesRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (models, absences): ([(row: Row, syscalls: Double)], [String]) = ([], [])
    for name in ["io.*", "io.*.*"].flatMap(evidence.names(like:)) {
        do throws(Absence) {
            let row = try evidence.row(name)
            guard let syscalls = row.perOperation[.syscalls] else {
                throw Absence("the system calls of \(row.name) were not counted")
            }
            models.append((row, syscalls))
        } catch {
            absences.append(error.reason)
        }
    }
    models.sort { $0.syscalls < $1.syscalls }
    guard let least = models.first else {
        throw Absence(
            absences.isEmpty ? "no probe of this toll measures IO models yet" : absences.joined(separator: "; "))
    }
    // A count has no interval; the gate's own tolerance is what it is good to.
    let holds = least.syscalls >= 1 - Gate.tolerance
    return Judgement(
        holds ? .holds : .doesNotHold,
        "\(least.row.name) makes the fewest system calls of \(models.count): "
            + "\(Format.count(least.syscalls)) per event, " + (holds ? "at least 1." : "fewer than 1."),
        models.map { HereFigure($0.row.name.printable, syscalls: $0.syscalls) })
}

@Sendable private func gainRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let (threads, fibers) = (try evidence.row("io.blocking.threads"), try evidence.row("io.epoll.fibers"))
    let null = try evidence.row("syscall.null.raw")
    let gain = threads.cost - fibers.cost
    return Judgement(
        of: "\(threads.name) less \(fibers.name) less \(null.name)",
        Reading("", gain - null.cost, .atMost(0), unit: "ns"),
        remarks: [
            "The gain is \(gain.estimate.words("ns")) an event, a null system call \(null.cost.estimate.words("ns"))"
        ],
        figures: [HereFigure("\(threads.name) less \(fibers.name)", cost: evidence.amount(gain))]
            + [threads, fibers, null].map(evidence.figure))
}

@Sendable private func kernelAIORule(_ evidence: Evidence) throws(Absence) -> Judgement {
    var (kernel, absences): ([Row], [String]) = ([], [])
    for name: RowName in ["io.aio", "io.uring.state"] {
        do throws(Absence) { kernel.append(try evidence.row(name)) } catch { absences.append(error.reason) }
    }
    guard let best = kernel.min(by: { $0.cost.estimate.median < $1.cost.estimate.median }) else {
        throw Absence(absences.joined(separator: "; "))
    }
    var (readings, figures): ([Reading], [HereFigure]) = ([], [])
    for name: RowName in ["io.uring.workers", "io.epoll.fibers"] {
        let ratio = try best.over(try evidence.row(name))
        readings.append(Reading("over \(name)", ratio, .below(1)))
        figures.append(HereFigure("\(best.name) over \(name)", ratio: ratio.estimate))
    }
    let verdicts = readings.map(\.verdict)
    let verdict: Verdict =
        verdicts.contains(.doesNotHold) ? .doesNotHold : verdicts.contains(.cannotTell) ? .cannotTell : .holds
    return Judgement(
        verdict, "\(best.name): " + readings.map(\.words).joined(separator: "; ") + ".",
        figures + kernel.map(evidence.figure))
}

@Sendable private func contentionRule(_ evidence: Evidence) throws(Absence) -> Judgement {
    let row = try evidence.row("contention.lock.threads")
    guard let one = row.baseline, let ratio = row.cost / one else {
        throw Absence("\(row.name) has no usable baseline of one context that does the work of both")
    }
    return Judgement(
        of: "\(row.name) over one context", Reading("", ratio, .above(1)),
        figures: [HereFigure("\(row.name) over one context", ratio: ratio.estimate), evidence.figure(row)])
}
