internal import Results

/// What it costs to give the CPU to another task.
let switchClaims: [Claim] = [
    Claim(
        "process-switch", "Switching between two processes is cheap.", then: .figure(.processSwitch),
        how: "cost of the cheapest proved switch between processes on one CPU, at most 650 ns; net is said beside",
        fair: "The mail does not say how its processes switched, so the cheapest means there is answers it. Its figure "
            + "has the way into the kernel and out in it, and so has the cost.",
        wouldChange:
            "A cheaper means of switching two processes. In accesses to DRAM, which is said beside, the verdict "
            + "may differ: memory became faster as well.",
        rule: switchRule("process", .processSwitch)),

    Claim(
        "thread-switch", "Switching between two user threads is cheap as well.", then: .figure(.threadSwitch),
        how: "cost of the cheapest proved switch between threads on one CPU, at most 500 ns; net is said beside",
        fair: "As for processes: the cheapest means, with the way into the kernel and out.",
        wouldChange: "A cheaper means of switching two threads of one process.",
        rule: switchRule("thread", .threadSwitch)),

    Claim(
        "kthread-switch", "Switching between two kernel threads is cheaper still.", then: .figure(.kernelThreadSwitch),
        how:
            "net of two kernel threads that wake each other and never leave the kernel, which is an upper bound: holds "
            + "at or below 350 ns, and otherwise the net less a wake-up measured by itself is an estimate; neither "
            + "refutes",
        fair:
            "Nothing but a module makes two kernel threads yield to each other. Those that can be had sleep, wake and "
            + "pass a frame; the net takes the frame away, and what is left has sleep and wake-up in it beside the "
            + "switch.",
        wouldChange:
            "A figure of kernel threads that switch without sleeping, from a kernel module. The wake-up that is "
            + "taken off is a user thread's, on the same CPU.",
        rule: kernelThreadRule),

    Claim(
        "tlb-cheap", "Changing the address space has become very fast: a process pays little more than a thread.",
        then: .nanoseconds(
            FigureOf2007.processSwitch.nanoseconds - FigureOf2007.threadSwitch.nanoseconds, "650 - 500 ns"),
        how: "cost of a process switch less that of a thread switch by the same mechanism in the same rounds, the "
            + "cheapest mechanism, at most 150 ns; with 64 KiB and 1 MiB to touch again beside",
        fair: "Both rows make the same calls in the same rounds and differ in the address space alone.",
        wouldChange: "Tasks that touch much memory in between pay for translations that were thrown away; "
            + "'toll sweep touch' shows it. PCID and page-table isolation move it.",
        rule: addressSpaceRule),

    Claim(
        "entry-share", "What a user thread's switch costs above a kernel thread's is the way into the kernel and out.",
        then: .nanoseconds(
            FigureOf2007.threadSwitch.nanoseconds - FigureOf2007.kernelThreadSwitch.nanoseconds,
            "500 - 350 ns, 1.5 null calls", factorOf: "what the rule allows"),
        how:
            "cheapest sleeping thread row less the kernel-thread row, both net, with the thread's calls put back at "
            + "the "
            + "floor of entering, over a null system call for each of them: within a factor of 2; it was 1.5 in 2007",
        fair: "Both sides sleep and are woken, and both are net of what carries the wake-up. A yield, which does not "
            + "sleep, would be compared with a sleeper, and the difference be negative.",
        wouldChange: "What else a return to user space costs, such as mitigations, counts as the way out here.",
        rule: entryShareRule),

    Claim(
        "order", "A kernel thread switches faster than a user thread, and that faster than a process.",
        then: .ratio(
            FigureOf2007.processSwitch.nanoseconds / FigureOf2007.kernelThreadSwitch.nanoseconds, "1.86×",
            "350 < 500 < 650 ns; the figure is the last over the first"),
        how:
            "net of kernel threads, threads and processes that sleep and wake, threads and processes by the same "
            + "means: "
            + "holds if all differences are above 0 with their intervals, does not hold if one is below",
        fair: "Sleepers are compared with sleepers, net of what wakes them: there is no pair of kernel threads that "
            + "yields.",
        wouldChange: "Nothing but a narrower interval where two of them overlap.",
        rule: orderRule),

    Claim(
        "scheduler-light", "The scheduler is still light.",
        then: .boundary("≤1.25×"),
        how: "a switch among the most runnable tasks that were measured (1,000 at least) over one among the fewest: at "
            + "most 1.25, which is as good as flat",
        fair:
            "The same two tasks switch by the same means; only those that wait for the CPU beside them grow in number.",
        wouldChange:
            "The boundary is the rule's. A scheduler that searches a tree grows with the logarithm of the number.",
        rule: runnableRule),

    Claim(
        "cache-cost", "What light-thread libraries rebuild in user space bloats the cache and slows the rest down.",
        then: .boundary("≥2×"),
        how:
            "Swift tasks, with a scheduler and an allocator of their own, over bare fibers at the same events on TCP: "
            + "at "
            + "least 2, the mail's 'far behind'; what a switch makes cold is said beside",
        fair:
            "A bare fiber rebuilds nothing of a scheduler, so it cannot show what rebuilding one costs. Swift's tasks "
            + "do; both serve the same events on one thread, so that what they slow down is in the figure.",
        wouldChange: "A run-time library that rebuilds less, or does it better. The figure does not tell caches from "
            + "instructions; a count of cache misses would.",
        rule: rebuiltRule),

    Claim(
        "growing-back", "Light threads grow back what they left out.",
        then: .boundary("≥2×"),
        how:
            "a switch between Swift tasks, which have priorities and an executor, over one between bare fibers: at "
            + "least "
            + "2; everything between the two that was measured is said beside",
        fair:
            "Both switch without the kernel, in one thread. The one has what programs ask of a task, the other has "
            + "not.",
        wouldChange: "A light thread that has priorities, timers and blocking calls and stays as cheap as a bare one.",
        rule: growingBackRule),
]
