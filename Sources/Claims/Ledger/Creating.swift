/// What it costs to make tasks and to number them.
let creationClaims: [Claim] = [
    Claim(
        "pid-unseen", "Managing PIDs is so fast that it never shows in a profile.",
        then: .text("no figure given; 1 % of making and reaping a task is where a profile shows it"),
        how: "the price of one PID, by the slope over nested PID namespaces, as a share of making and reaping a task: "
            + "at most 1 %",
        judge: notMeasuredYet("the price of one PID", beside: ["create.fork", "create.clone.thread"])),

    Claim(
        "pid-scale", "One tight, global space of PIDs needs no more scalability than it has.",
        then: .text("no figure given"),
        how: "what a task costs to make over the number of live ones, near pid_max and after the wrap, and with a "
            + "creator on every CPU",
        judge: notMeasuredYet("what a task costs to make among many others, or with a creator on every CPU")),

    Claim(
        "pid-order", "PIDs are handed out upwards through one global space, tightly packed.",
        then: .text("no figure given"),
        how: "the numbers that consecutive tasks get, and what happens at the wrap",
        judge: notMeasuredYet("the numbers that consecutive tasks get")),

    Claim(
        "create-lock", "A global lock in making and ending tasks went unnoticed for four years.",
        then: .text("no figure given"),
        how: "how many tasks are made a second with 1 to N CPUs at work, against N times one alone",
        judge: notMeasuredYet("how making tasks scales with CPUs")),

    Claim(
        "setup-cost",
        "Contexts that switch of their own will cost less to set up and to hold: they need no ID and no scheduler.",
        by: .torvalds, then: .text("no figure given"),
        how: "time to make and bytes to hold a process, a thread, a fiber and a state record, 1 to 10,000 of each",
        judge: notMeasuredYet(
            "what fibers and state records cost to make, or what any context weighs",
            beside: ["create.fork", "create.vfork", "create.clone.thread", "create.pthread", "create.spawn"])),
]
