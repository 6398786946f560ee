internal import Results
internal import Sampling

/// Threads, fibers, state machines and kernel AIO at the same events. TCP decides, with one message in flight and with
/// ten.
let serverClaims: [Claim] = [
    Claim(
        "io-enters-kernel", "I/O means entering the kernel, and will for ten years at least.",
        then: .ratio(1, "≥1 call", "at least one system call per event"),
        how: "With one message in flight, even the model with the fewest system calls makes one an event. The claim is "
            + "not said to hold before the model with a polling kernel thread was measured.",
        fair: "With more messages in flight one call serves several. That is batching, and any model can do it.",
        wouldChange: "A kernel thread that polls for submissions needs no call, but a CPU of its own: the "
            + "counter-example. Drivers in user space are another, which is not measured.",
        rule: entriesRule),

    Claim(
        "schedule-there",
        "Once an I/O event has led into the kernel, switching there costs no more than returning to switch.",
        then: .ratio(1, "≤1×", "at most"),
        how: "Blocking threads take at most as long an event as epoll with fibers, on TCP, with one message in flight "
            + "and with ten.",
        fair: "Both serve the same messages in the same rounds. A UNIX socket wakes a waiting thread twice an event, "
            + "for the message and when the driver takes the answer, so TCP decides. Wall time includes waking the "
            + "thread, which the driver does; the server's own CPU time does not, and stands beside it.",
        wouldChange: "The transport and the depth. With one message in flight epoll cannot batch its calls.",
        rule: servedRule(
            "io.blocking.threads", over: "io.epoll.fibers", .atMost(1), why: everyDepth,
            further: Served.elsewhere.flatMap { $0.rows("io.blocking.threads", "io.epoll.fibers") })),

    Claim(
        "user-sched-gain", "Scheduling in user space gains at most one null system call an event.",
        then: .nanoseconds(
            FigureOf2007.nullSyscall.nanoseconds, "at most a null system call", short: "≤1 call",
            factorOf: "a null call here"),
        how: "A switch between yielding threads costs at most one null call of this machine more than one between "
            + "fibers.",
        fair: "The claim assumes that everything but scheduling is free. A yield switches without sleeping, waking or "
            + "moving data, and a fiber does the same without the kernel. Servers differ mostly by wake-ups.",
        wouldChange: "A kernel that switches faster, as with the mail's 350 ns between kernel threads.",
        rule: userGainRule),

    Claim(
        "fiber-vs-state", "Light threads come nowhere near a state machine.",
        then: .boundary("≥2×", "no figure given; up to 2 is 'not far behind' in the mail"),
        how: "epoll with fibers takes at least twice the server CPU time an event of a state machine that takes its "
            + "shortcuts, on TCP, with one message in flight and with ten.",
        fair: "The state machine is what a C programmer would write who serves nothing else: no frame for a "
            + "connection, no indirect call, parsing and answering in one. Server CPU time leaves out the driver, "
            + "whose work is the same for both and would hide the difference.",
        wouldChange: "Work that the application does for both brings them closer together.",
        rule: servedRule("io.epoll.fibers", over: "io.epoll.direct", .atLeastTimes(2), by: .cpu, why: everyDepth)),

    Claim(
        "state-fastest", "A state machine made for its task is the fastest of all.", then: .boundary("≤1×"),
        how: "The cheapest state machine takes at most as long an event as the cheapest model with contexts, on TCP, "
            + "with one message in flight and with ten.",
        fair: "Either side may use whatever the kernel offers, epoll or io_uring, so the interface does not decide.",
        wouldChange: "A model with contexts that is faster. Every one that toll has can be run beside these.",
        rule: fastestRule),

    Claim(
        "task-vs-state", "Yet whole tasks are often not far behind state machines.",
        then: .ratio(2, "≤2×", "at most: 300 against 500 MB/s, 30,000 against 60,000 requests"),
        how: "In most of eight workloads blocking threads take at most twice as long an event as epoll with a state "
            + "machine: TCP, pipes and UNIX sockets, each with one message in flight and with ten; on TCP also "
            + "messages of 64 KiB, and requests that compute for 10 µs. The one in the middle decides.",
        fair: "'Often' is more than half of a set that was fixed beforehand. It has large messages and small ones, as "
            + "the mail's two examples.",
        wouldChange: "The set. UNIX sockets alone, which wake a thread twice an event, may be beyond 2.",
        rule: oftenRule),

    Claim(
        "processes-fine", "Plain processes serve fine; threads are somewhat faster.", then: .boundary("≤1.25×"),
        how: "Blocking processes take at most 1.25 times as long an event as blocking threads, on TCP, with one "
            + "message in flight and with ten.",
        fair: "The same loop makes the same call, in one address space or in many.",
        wouldChange: "Servers whose processes have to share more than a socket.",
        rule: servedRule("io.blocking.processes", over: "io.blocking.threads", .atMost(1.25), why: everyDepth)),

    Claim(
        "kaio-wins", "AIO in the kernel is faster than AIO by micro-threads.", then: .ratio(1, "≤1×", "below"),
        how: "The cheaper of Linux AIO and io_uring takes at most as long an event as io_uring forced onto kernel "
            + "workers and as epoll with fibers, on TCP, with one message in flight and with ten.",
        fair: "A kernel worker makes a call asynchronous by giving it a context in the kernel, as the patch did that "
            + "the mail answers. Fibers do the same in user space.",
        wouldChange: "Calls that block deep in the kernel, for which there is no native AIO: see kaio-pool.",
        rule: kernelAIORule),

    Claim(
        "kaio-most", "AIO in the kernel gives most of what a state machine gains.", then: .boundary("≥50 %"),
        how: "What io_uring gains over blocking threads is at least half of what a state machine with its shortcuts "
            + "gains, on TCP, with one message in flight and with ten.",
        fair: "Both are gains over the same threads in the same rounds, so what all three share cancels. A depth at "
            + "which the state machine does not clearly gain 5 % has next to nothing to share, and decides nothing.",
        wouldChange: "Where threads lose little, it is a share of little; the interval shows it. The 5 % are ours.",
        rule: mostRule),

    Claim(
        "kaio-native", "Network and timers are natively asynchronous in the kernel.", then: .boundary("none"),
        how: "While io_uring serves TCP, with one message in flight and with ten, and timers, the kernel makes no "
            + "worker.",
        fair: "io_uring hands a request that it cannot serve natively to a worker of its pool. If none is born, none "
            + "was needed.",
        wouldChange: "Requests that no driver can poll for, such as reading a file.",
        rule: nativeRule),

    Claim(
        "kaio-hidden", "Managed environments can hide AIO behind synchronous calls.", then: .boundary("≤1.25×"),
        how: "io_uring with a fiber for each connection takes at most 1.25 times as long an event as io_uring with a "
            + "state machine, on TCP, with one message in flight and with ten.",
        fair: "The fiber reads and writes as if it blocked; the requests underneath are the same.",
        wouldChange: "A run-time library that does more than switch: see growing-back and cache-cost.",
        rule: servedRule(
            "io.uring.fibers", over: "io.uring.state", .atMost(1.25), why: everyDepth,
            beside: Served.tcp10.rows("io.swift"))),

    Claim(
        "kaio-pool", "For the hard parts of AIO in the kernel, a pool of kernel threads is enough at first.",
        then: .boundary("≤2×"),
        how: "A blocking read takes at most twice as long when a kernel worker does it as when it is done in line: "
            + "'not far behind'.",
        fair: "The hard parts are those that block, so a request that blocks is handed over. Over a read that never "
            + "waits the hand-over is nearly the whole figure, and says nothing about them.",
        wouldChange: "The device: the faster it answers, the larger the share of the hand-over.",
        rule: puntRule),

    Claim(
        "epoll-is-kaio", "epoll is in its idea no different from AIO in the kernel.", then: .ratio(1, "1×"),
        how: "epoll and IOCB_CMD_POLL of Linux AIO, both with a state machine, take as long an event within a factor "
            + "of 2, on TCP, with one message in flight and with ten.",
        fair: "Both report readiness to the same state machine, which reads and writes by the same calls.",
        wouldChange: "An idea has no duration: the figure shows only that one can stand in for the other.",
        rule: servedRule(
            "io.epoll.state", over: "io.aio", .within(2), why: everyDepth,
            beside: Served.tcp10.rows("io.uring.state"))),

    Claim(
        "contention", "Two tasks that contend on one CPU are better off as one context.",
        then: .ratio(1, "≥1×", "above"),
        how: "Two threads on one CPU that share a lock, without being forced to take turns, take at least as long as "
            + "one context that does the work of both.",
        fair: "On one CPU threads meet at a lock only when one loses the CPU while it holds it. A hand-over at every "
            + "turn is forced by the program and costs a switch; it stands beside the figure, as do two CPUs.",
        wouldChange: "Work that holds the lock for longer than a time slice. Across CPUs the lock's cache line "
            + "travels.",
        rule: contentionRule),

    Claim(
        "share-of-request", "The difference does not matter to most.", then: .boundary("≤10 %"),
        how: "Of the requests on TCP that do work, take the one closest to 100 µs. Blocking threads cost at most 10 % "
            + "of it more than a state machine.",
        fair: "Both do the same work on the same bytes, and the length of the request is measured, not assumed.",
        wouldChange: "What a request does: the shorter it is, the larger the share.",
        rule: requestRule),
]
