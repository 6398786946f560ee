/// What it costs to make tasks and to number them.
let creationClaims: [Claim] = [
    Claim(
        "pid-unseen", "Managing PIDs is so fast that it never shows in a profile.",
        then: .boundary("≤1 %", "no figure given; from 1 % of making and reaping a task a profile shows it"),
        how: "The price of one PID is at most 1 % of making and reaping a thread. The price is where the line over "
            + "nested PID namespaces stands at one namespace, so that what is paid once counts.",
        fair: "The mail answers about threads, the cheapest tasks, so a thread decides: next to a heavy fork any price "
            + "looks small. A task inside k namespaces takes k numbers more and nothing else.",
        wouldChange: "The baseline takes a number too, so the line misses what every number costs alike. A profile by "
            + "call chains includes it, and stands beside the figure where one was taken.",
        rule: pidShareRule),

    Claim(
        "pid-scale", "One tight, global space of PIDs needs no more scalability than it has.",
        then: .boundary("≤1.1×"),
        how: "Making a task costs at most 1.1 times as much among many live tasks, in a space that is all but full, in "
            + "one that has wrapped, and with 8 creators or more, unless these wait for another lock than the PIDs'.",
        fair: "Each is compared with the same work without it, in the same rounds. Where creators wait, the kernel's "
            + "own counts say for which lock.",
        wouldChange: "More CPUs: two creators hardly ever meet at a lock, so fewer than 8 decide nothing.",
        needsCPUs: enoughCreators, rule: pidScaleRule),

    Claim(
        "pid-order", "PIDs are handed out upwards through one global space, tightly packed.",
        then: .boundary("100 %"),
        how: "In a space of their own, consecutive tasks get consecutive numbers, except where the space ends and "
            + "wraps. The figure is how many do.",
        fair: "Nothing else lives in that space, so a step to another number is the kernel's doing.",
        wouldChange: "Another way to hand out numbers. This is behaviour, not time: it needs no quiet machine.",
        rule: pidOrderRule),

    Claim(
        "create-lock", "A global lock in making and ending tasks went unnoticed for four years.",
        then: .boundary("≥80 %"),
        how: "With a creator on each of 8 CPUs or more, each makes at least 80 % as many tasks per second as one "
            + "alone: such a lock can go unnoticed.",
        fair: "The creators share nothing but the kernel, and each is compared with itself alone in the next batch.",
        wouldChange: "More CPUs. The lock of 2007 is gone; the question is whether today's kernel has one like it.",
        needsCPUs: enoughCreators, rule: createLockRule),

    Claim(
        "setup-cost",
        "Contexts that switch of their own will cost less to set up and to hold: they need no ID and no scheduler.",
        by: .torvalds, then: .boundary("≤1×"),
        how: "A fiber with a newly mapped stack takes at most as long to make as a thread, and a fiber with a kernel "
            + "stack added weighs at most as much. Both are upper bounds, so they can only confirm the claim.",
        fair: "Fibrils had kernel stacks and fibers have none, so a fiber by itself would be too cheap: the weight of "
            + "a kernel stack is added, and mapping and touching a new stack stands for getting one.",
        wouldChange: "A fibril itself, which no kernel has. Reusing stacks makes fibers cheaper, and threads too.",
        rule: setupRule),
]
