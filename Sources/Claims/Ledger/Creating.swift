/// What it costs to make tasks and to number them.
let creationClaims: [Claim] = [
    Claim(
        "pid-unseen", "Managing PIDs is so fast that it never shows in a profile.",
        then: .boundary("≤1 %", "no figure given; 1 % of making and reaping a task is where a profile shows it"),
        how:
            "the price of one PID, by the line over nested PID namespaces with what is paid once, as a share of making "
            + "and reaping a thread: at most 1 %; processes are said beside",
        fair:
            "The mail answers about threads, which are the cheapest tasks, so a thread decides: against a heavy fork "
            + "any "
            + "price is small. A task inside k namespaces takes k more numbers and nothing else more.",
        wouldChange:
            "The line begins above the price of the number that every task takes, since its baseline takes one "
            + "too. A profile by call chains counts that part as well, and is said beside where it was taken.",
        rule: pidShareRule),

    Claim(
        "pid-scale", "One tight, global space of PIDs needs no more scalability than it has.",
        then: .boundary("≤1.1×"),
        how: "what a task costs to make among many live ones, in a space that is all but full and in one that has "
            + "wrapped, over the same without, and with 8 creators or more over one alone: each at most 1.1, unless "
            + "another lock than the PIDs' is what creators wait for",
        fair: "Each is held against the same work in the same rounds; where many creators wait, the kernel's own count "
            + "of waits says for which lock.",
        wouldChange: "More CPUs: two creators hardly ever meet at a lock, so below 8 CPUs nothing is decided.",
        needsCPUs: enoughCreators, rule: pidScaleRule),

    Claim(
        "pid-order", "PIDs are handed out upwards through one global space, tightly packed.",
        then: .boundary("100 %"),
        how: "the numbers that consecutive tasks get in a space of their own: holds if each step is to the very next, "
            + "but for the wrap at the end of the space; the figure is how many are",
        fair:
            "A space of one's own has no other tasks in it, so a step that is not to the next number is the kernel's.",
        wouldChange: "Another way of handing out numbers. This is behaviour, not time: it needs no quiet machine.",
        rule: pidOrderRule),

    Claim(
        "create-lock", "A global lock in making and ending tasks went unnoticed for four years.",
        then: .boundary("≥80 %"),
        how: "how many tasks are made a second with a creator on each of 8 CPUs or more, over as many times one alone: "
            + "such a lock can go unnoticed at 80 % or more",
        fair: "The creators share nothing but the kernel, and each is held against itself alone in the batch beside.",
        wouldChange: "More CPUs. The lock of 2007 is gone: what is measured is whether today's kernel has one like it.",
        needsCPUs: enoughCreators, rule: createLockRule),

    Claim(
        "setup-cost",
        "Contexts that switch of their own will cost less to set up and to hold: they need no ID and no scheduler.",
        by: .torvalds, then: .boundary("≤1×"),
        how: "a fiber whose stack is mapped anew over a thread, in time, and a fiber with a kernel stack added over a "
            + "thread, in bytes: an upper bound, which holds if both are at most 1 and refutes nothing",
        fair:
            "Fibrils had stacks of the kernel's and fibers have not, so a fiber alone would be too cheap: the stack's "
            + "bytes are added, and mapping and touching a new stack stands for getting one.",
        wouldChange:
            "A fibril itself, which no kernel has. Stacks kept for reuse make a fiber cheaper, and a thread too.",
        rule: setupRule),
]
