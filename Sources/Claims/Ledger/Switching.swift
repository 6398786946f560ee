internal import Results

/// What it costs to give the CPU to another task.
let switchClaims: [Claim] = [
    Claim(
        "process-switch", "Switching between two processes is cheap.", then: .figure(.processSwitch),
        how: "The cost of the cheapest proved switch between processes on one CPU is at most 650 ns.",
        fair: "The mail does not say how its processes switched, so the cheapest way to do it answers. Its figure "
            + "includes entering and leaving the kernel, and so does the cost; the net figure stands beside it.",
        wouldChange: "A cheaper way to switch two processes. In accesses to DRAM, which the headline adds, the verdict "
            + "may differ: memory got faster too.",
        rule: switchRule("process", .processSwitch)),

    Claim(
        "thread-switch", "Switching between two user threads is cheap as well.", then: .figure(.threadSwitch),
        how: "The cost of the cheapest proved switch between threads on one CPU is at most 500 ns.",
        fair: "As for processes: the cheapest way, including entering and leaving the kernel.",
        wouldChange: "A cheaper way to switch two threads of one process.",
        rule: switchRule("thread", .threadSwitch)),

    Claim(
        "kthread-switch", "Switching between two kernel threads is cheaper still.", then: .figure(.kernelThreadSwitch),
        how: "Two kernel threads wake each other and never leave the kernel. Their net figure is an upper bound: the "
            + "claim holds if it is at most 350 ns. Otherwise the net less a wake-up measured by itself is an "
            + "estimate. Neither can refute the claim.",
        fair: "Only a kernel module could make two kernel threads yield to each other. The ones we can observe sleep, "
            + "wake and pass a frame. The net figure removes the frame; sleeping and waking are still in it.",
        wouldChange: "A module whose kernel threads switch without sleeping. The wake-up that is subtracted is a user "
            + "thread's, on the same CPU.",
        rule: kernelThreadRule),

    Claim(
        "tlb-cheap", "Changing the address space has become very fast: a process pays little more than a thread.",
        then: .nanoseconds(
            FigureOf2007.processSwitch.nanoseconds - FigureOf2007.threadSwitch.nanoseconds, "650 - 500 ns"),
        how: "A process switch costs at most 150 ns more than a thread switch by the same mechanism, the cheapest one.",
        fair: "Both rows make the same calls in the same rounds and differ only in the address space.",
        wouldChange: "Tasks that touch much memory between switches also pay for lost translations: the figures with "
            + "64 KiB and 1 MiB stand beside it. PCID and page-table isolation matter too.",
        rule: addressSpaceRule),

    Claim(
        "entry-share", "What a user thread's switch costs above a kernel thread's is the way into the kernel and out.",
        then: .nanoseconds(
            FigureOf2007.threadSwitch.nanoseconds - FigureOf2007.kernelThreadSwitch.nanoseconds,
            "500 - 350 ns, 1.5 null calls", short: "1.5×", factorOf: "what the rule allows"),
        how: "Take the thread switch that sleeps by the fewest system calls (of several the cheapest) and the "
            + "kernel-thread switch, both net, and add the thread's calls back at the floor of entering. The "
            + "difference is within a factor of 2 of as many null calls.",
        fair: "Both sides sleep and are woken, and both are net of whatever carries the wake-up. A yield does not "
            + "sleep; compared with a sleeper it would make the difference negative.",
        wouldChange: "Anything else that a return to user space costs, such as a mitigation, counts as the way out.",
        rule: entryShareRule),

    Claim(
        "order", "A kernel thread switches faster than a user thread, and that faster than a process.",
        then: .ratio(
            FigureOf2007.processSwitch.nanoseconds / FigureOf2007.kernelThreadSwitch.nanoseconds, "1.86×",
            "350 < 500 < 650 ns; the figure is the last over the first"),
        how: "Compare the net figures of kernel threads, threads and processes that sleep and wake, the last two by "
            + "the same mechanism: the one whose difference has the narrowest interval. The claim holds if every "
            + "difference is above 0 with its whole interval, and does not if one is below.",
        fair: "Sleepers are compared with sleepers, net of what wakes them. No pair of kernel threads yields.",
        wouldChange: "Where an interval reaches across 0, only a narrower one.",
        rule: orderRule),

    Claim(
        "scheduler-light", "The scheduler is still light.", then: .boundary("≤1.25×"),
        how: "A yield among the most runnable threads that were measured, at least 1,000, costs at most 1.25 times one "
            + "among two: as good as flat.",
        fair: "The same call by the same loop; only the number of threads that want the CPU changes.",
        wouldChange: "The boundary is ours. A scheduler that searches a tree grows with the logarithm of the number, "
            + "and ten thousand stacks do not fit into a cache.",
        rule: runnableRule),

    Claim(
        "cache-cost", "What light-thread libraries rebuild in user space bloats the cache and slows the rest down.",
        then: .boundary("≥2×"),
        how: "Swift tasks, which bring a scheduler and an allocator of their own, take at least twice as long an event "
            + "on TCP as bare fibers.",
        fair: "A bare fiber rebuilds nothing of a scheduler, so it cannot show what rebuilding one costs. Swift tasks "
            + "do. Both serve the same events on one thread, so whatever they slow down is in the figure.",
        wouldChange: "A run-time library that rebuilds less, or does it better. The figure cannot tell caches from "
            + "instructions; what a switch makes cold is shown beside it.",
        rule: rebuiltRule),

    Claim(
        "growing-back", "Light threads grow back what they left out.", then: .boundary("≥2×"),
        how: "A switch between Swift tasks, which have priorities and an executor, costs at least twice one between "
            + "bare fibers.",
        fair: "Both switch in one thread, without the kernel. One has what programs expect of a task, the other lacks "
            + "it.",
        wouldChange: "A light thread with priorities, timers and blocking calls that is as cheap as a bare one.",
        rule: growingBackRule),
]
