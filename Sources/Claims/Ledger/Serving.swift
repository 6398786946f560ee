internal import Results
internal import Sampling

/// Threads, fibers, state machines and kernel AIO at the same events. TCP decides, with one message in flight and with
/// ten.
let serverClaims: [Claim] = [
    Claim(
        "io-enters-kernel", "IO means entering the kernel, and will for ten years at least.",
        then: .ratio(1, "≥1 call", "at least one system call per event"),
        how: "system calls for one I/O event with one message in flight, in the model that makes the fewest: at least "
            + "one; never said to hold without the model whose submissions a kernel thread takes",
        fair:
            "One message at a time: with more, one call serves several, which is batching and saves calls in any "
            + "model.",
        wouldChange: "A kernel thread that polls for submissions needs no call, and a CPU of its own: it is the "
            + "counter-example. Drivers in user space are another, which is not measured.",
        rule: entriesRule),

    Claim(
        "schedule-there",
        "Once an IO event has led into the kernel, switching there costs no more than returning to switch.",
        then: .ratio(1, "≤1×", "at most"),
        how:
            "blocking threads over epoll with fibers, wall time an event on TCP, one message in flight and ten: at "
            + "most 1 "
            + "at both; server CPU, pipes and UNIX sockets are said beside",
        fair:
            "Both serve the same messages in the same rounds. On a UNIX socket a thread is woken twice an event, by "
            + "the "
            + "message and by the driver's taking the answer, so TCP decides. Wall time has the waking of a thread in "
            + "it, "
            + "which the driver pays; the server's own CPU time has not.",
        wouldChange:
            "The transport and the depth. With one message in flight epoll makes as many calls as an event needs.",
        rule: servedRule("io.blocking.threads", over: "io.epoll.fibers", .atMost(1), why: everyDepth)),

    Claim(
        "user-sched-gain", "Scheduling in user space gains at most one null system call an event.",
        then: .nanoseconds(
            FigureOf2007.nullSyscall.nanoseconds, "at most a null system call", factorOf: "a null call here"),
        how:
            "a switch between threads that yield less one between fibers, at most one null system call of this machine",
        fair:
            "The claim supposes that everything but scheduling costs nothing. A yield is a switch without sleep, "
            + "wake-up "
            + "or data, a fiber's switch is the same without the kernel; what IO models differ by is mostly wake-ups.",
        wouldChange: "A kernel that switches cheaper, as the mail's 350 ns between kernel threads would be.",
        rule: userGainRule),

    Claim(
        "fiber-vs-state", "Light threads come nowhere near a state machine.",
        then: .boundary("≥2×", "no figure given; within 2 is 'not far behind' in the mail"),
        how:
            "epoll with fibers over a state machine that takes its shortcuts, the server's CPU time an event on TCP, "
            + "one "
            + "message in flight and ten: at least 2 at both; wall time is said beside",
        fair:
            "The state machine is written as a C programmer would who has nothing else to serve: no frame a "
            + "connection, "
            + "no indirect call, parsing and answering in one. The driver's work is the same for both and left out.",
        wouldChange:
            "Work of the application, which is the same for both, brings them together; a parser that spans many "
            + "messages would favour fibers.",
        rule: servedRule("io.epoll.fibers", over: "io.epoll.direct", .atLeast(2), by: .cpu, why: everyDepth)),

    Claim(
        "state-fastest", "A state machine made for its task is the fastest of all.", then: .boundary("≤1×"),
        how: "the cheapest state machine over the cheapest of all models with contexts, wall time an event on TCP, one "
            + "message in flight and ten: at most 1 at both; server CPU is said beside",
        fair:
            "Either side may use whatever the kernel offers, epoll or io_uring, so that the interface does not decide.",
        wouldChange: "A model with contexts that beats it; each that toll has can be run beside.",
        rule: fastestRule),

    Claim(
        "task-vs-state", "Yet whole tasks are often not far behind state machines.",
        then: .ratio(2, "≤2×", "at most: 300 against 500 MB/s, 30,000 against 60,000 requests"),
        how: "blocking threads over epoll with a state machine under a stated set of nine workloads (TCP, pipes, UNIX "
            + "sockets; one and ten in flight; messages of 64 KiB; 64 KiB and 1 MiB of work): the one in the middle at "
            + "most 2",
        fair: "'Often' is more than half of a set that is stated beforehand; large messages and small ones are both in "
            + "it, as in the mail's two examples.",
        wouldChange: "The set. UNIX sockets alone, which wake a thread twice an event, are beyond 2.",
        rule: oftenRule),

    Claim(
        "processes-fine", "Plain processes serve fine; threads are somewhat faster.", then: .boundary("≤1.25×"),
        how:
            "blocking processes over blocking threads, wall time an event on TCP, one message in flight and ten: at "
            + "most "
            + "1.25, 'somewhat'",
        fair: "The same loop in the same call, in one address space or in many.",
        wouldChange: "Servers whose processes must share more than the socket.",
        rule: servedRule("io.blocking.processes", over: "io.blocking.threads", .atMost(1.25), why: everyDepth)),

    Claim(
        "kaio-wins", "AIO in the kernel is faster than AIO by micro-threads.", then: .ratio(1, "≤1×", "below"),
        how:
            "the cheaper of Linux AIO and io_uring over io_uring forced onto kernel workers, the heirs of fibrils, and "
            + "over epoll with fibers, wall time an event on TCP, one message in flight and ten: at most 1 each time",
        fair:
            "Kernel workers make a call asynchronous by giving it a context of the kernel's, which is what the "
            + "answered "
            + "patch did; fibers do the same in user space.",
        wouldChange: "Calls that block deep in the kernel, for which there is no native AIO: see kaio-pool.",
        rule: kernelAIORule),

    Claim(
        "kaio-most", "AIO in the kernel gives most of what a state machine gains.", then: .boundary("≥50 %"),
        how: "what io_uring gains over blocking threads, as a share of what a state machine with its shortcuts gains, "
            + "wall time an event on TCP, one message in flight and ten: at least half",
        fair: "Both gains are over the same threads in the same rounds, so what all three share is in neither.",
        wouldChange: "Where threads lose little, the share is of little: its interval says so.",
        rule: mostRule),

    Claim(
        "kaio-native", "Network and timers are natively asynchronous in the kernel.", then: .boundary("none"),
        how: "tasks that the kernel makes for an event while io_uring serves TCP, one message in flight and ten: none",
        fair: "Where a request cannot be served natively, io_uring gives it to a worker of its pool; none being born "
            + "means that none was needed. Timers are not measured.",
        wouldChange: "Requests that no driver can poll for, such as reads of files.",
        rule: nativeRule),

    Claim(
        "kaio-hidden", "Managed environments can hide AIO behind synchronous calls.", then: .boundary("≤1.25×"),
        how:
            "io_uring with a fiber a connection over io_uring with a state machine, wall time an event on TCP, one "
            + "message "
            + "in flight and ten: at most 1.25; Swift's tasks are said beside",
        fair: "The fiber reads and writes as if it blocked; the requests underneath are the same.",
        wouldChange: "A run-time library that does more than switch: see growing-back and cache-cost.",
        rule: servedRule(
            "io.uring.fibers", over: "io.uring.state", .atMost(1.25), why: everyDepth,
            beside: Served.tcp10.rows("io.swift"))),

    Claim(
        "kaio-pool", "The hard parts of AIO in the kernel can be had from a pool of kernel threads at first.",
        then: .boundary("≤2×"),
        how:
            "a read that blocks, carried out by a kernel worker, over the same one done in line, in the batch beside "
            + "it: "
            + "at most 2, 'not far behind'; a read that never waits is said beside",
        fair:
            "The hard parts are those that block, so a request that blocks is punted. Over an empty read the hand-over "
            + "is the whole figure, and says nothing of them.",
        wouldChange: "The device: the faster it answers, the more the hand-over is of the whole.",
        rule: puntRule),

    Claim(
        "epoll-is-kaio", "epoll is in its idea no different from AIO in the kernel.", then: .ratio(1, "1×"),
        how:
            "epoll over IOCB_CMD_POLL of Linux AIO, both with a state machine, wall time an event on TCP, one message "
            + "in "
            + "flight and ten: within a factor of 2",
        fair: "Both tell of readiness, to the same state machine; the calls that read and write are the same.",
        wouldChange: "An idea is no time: what is shown is that one can stand in for the other.",
        rule: servedRule(
            "io.epoll.state", over: "io.aio", .within(2), why: everyDepth, beside: Served.tcp10.rows("io.uring.state"))),

    Claim(
        "contention", "Two tasks that contend on one CPU are better off as one context.",
        then: .ratio(1, "≥1×", "above"),
        how:
            "two threads that share a lock on one CPU, not forced to take turns, over one context that does the work "
            + "of "
            + "both, in the same rounds: at least 1; across two CPUs and forced turns are said beside",
        fair:
            "Threads on one CPU meet at a lock only where one is displaced while it holds it. A hand-over at every "
            + "turn "
            + "is forced by the program, and is what a switch costs.",
        wouldChange: "Work that holds the lock for longer than a time slice. Across CPUs the line of the lock travels.",
        rule: contentionRule),

    Claim(
        "share-of-request", "The difference does not matter to most.", then: .boundary("≤10 %"),
        how:
            "blocking threads less a state machine, as a share of a request on TCP that does work: of the requests "
            + "that "
            + "were measured the one nearest to 100 µs, at most 10 %; the others beside",
        fair: "Both do the same work on the same bytes; the request's own length is measured, not assumed.",
        wouldChange: "What a request does: a tenth of 10 µs is lost where nothing is done, and of 1 ms nothing.",
        rule: requestRule),
]
