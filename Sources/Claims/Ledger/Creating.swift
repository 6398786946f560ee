/// What it costs to make tasks and to number them.
let creationClaims: [Claim] = [
    Claim(
        "pid-unseen", "Managing PIDs is so fast that it never shows in a profile.",
        then: .text("no figure given; 1 % of making and reaping a task is where a profile shows it"),
        how:
            "the price of one PID, by the slope over nested PID namespaces, as a share of making and reaping a process "
            + "by fork: at most 1 %; the share of a thread is said beside",
        judge: pidShareRule),

    Claim(
        "pid-scale", "One tight, global space of PIDs needs no more scalability than it has.",
        then: .text("no figure given"),
        how: "what a task costs to make among many live ones, in a space that is all but full and in one that has "
            + "wrapped, over the same without: at most 1.1 on one CPU; and with a creator on every CPU over one alone, "
            + "at most 1.1, or else their lock is not what is waited for most",
        judge: pidScaleRule),

    Claim(
        "pid-order", "PIDs are handed out upwards through one global space, tightly packed.",
        then: .text("no figure given"),
        how: "the numbers that consecutive tasks get in a space of their own: holds if each step is to the very next, "
            + "but for the wrap at the end of the space",
        judge: pidOrderRule),

    Claim(
        "create-lock", "A global lock in making and ending tasks went unnoticed for four years.",
        then: .text("no figure given"),
        how: "how many tasks are made a second with a creator on each CPU, over as many times one alone: such a lock "
            + "can go unnoticed, and the claim holds, at 80 % or more",
        judge: createLockRule),

    Claim(
        "setup-cost",
        "Contexts that switch of their own will cost less to set up and to hold: they need no ID and no scheduler.",
        by: .torvalds, then: .text("no figure given"),
        how:
            "a fiber over a thread, in time to make and end and in bytes to hold: holds if both are below 1; "
            + "processes, tasks of Swift and state records are shown beside",
        judge: setupRule),
]
