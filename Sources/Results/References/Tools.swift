internal import Sampling

extension Reference {
    /// Figures that other tools publish of themselves.
    static let tools: [Reference] = [
        Reference(
            "hedayati", machine: "Intel Xeon E5-2620 v3", kernel: "Linux 4.11",
            citation: "hedayati/ctxswitch_bench, its own results",
            [
                Figure("processes by a socket", 2747, is: .cost("switch.socketpair.process")),
                Figure("processes by a semaphore", 2008, is: .cost("switch.semaphore.process")),
                Figure("threads by a semaphore", 1595, is: .cost("switch.semaphore.thread")),
                Figure("threads by a mutex", 1954, is: .none("toll has no row by a bare mutex")),
            ]),
        Reference(
            "lmbench-ostep", machine: "not said", kernel: "not said",
            citation: "xxyzz/ostep-hw, issue 19",
            [
                Figure("lmbench lat_ctx of 2 processes without data", 1020, is: .net("switch.pipe.process")),
                Figure("a system call", 75, is: .none("which call is not said")),
            ]),
        Reference(
            "boost-context", machine: "Intel Xeon E5-2620 v4", kernel: "not said",
            citation: "Boost.Context, its documentation, chapter on performance",
            [
                Figure("fcontext", 9, is: .cost("fiber.asm")),
                Figure("ucontext", 547, is: .cost("fiber.ucontext")),
            ]),
        Reference(
            "neco", machine: "AMD Ryzen 9 5950X", kernel: "not said", citation: "neco, its documentation",
            [Figure("a coroutine switch in assembly", 11, is: .cost("fiber.asm"))]),
        Reference(
            "zig-libcoro", machine: "AMD Ryzen Threadripper PRO 5995WX", kernel: "not said",
            citation: "Zig libcoro, its documentation",
            [Figure("a coroutine switch in assembly", 7, is: .cost("fiber.asm"))]),
        Reference(
            "minicoro", machine: "Intel Core i7-8750H", kernel: "not said", citation: "minicoro, its documentation",
            [
                Figure("a switch in assembly", 9, unit: "TSC cycles", is: .none("cycles of the time stamp counter")),
                Figure("a switch by ucontext", 352, unit: "TSC cycles", is: .none("cycles of the time stamp counter")),
            ]),
        Reference(
            "perf-loongarch", machine: "LoongArch", kernel: "Linux", citation: "perf bench syscall on LoongArch, LKML",
            [
                Figure(
                    "perf bench syscall basic: getppid through the C library", 195.7, is: .cost("syscall.null.libc")),
                Figure("close", 630, is: .none("toll has no row of close")),
            ]),
        Reference(
            "jimblandy", machine: "a laptop with 4 cores", kernel: "Linux",
            citation: "jimblandy/context-switch, its documentation",
            [
                Figure("a switch in a brigade of 500 threads", 1700, is: .none("500 tasks in a row, not two")),
                Figure("a switch in a brigade of 500 async tasks", 200, is: .none("an executor's, not a fiber's")),
                Figure("making a thread", 17_000, is: .none("joining it is not said to be in the figure")),
            ]),
        Reference(
            "osv", machine: "not said", kernel: "OSv, not Linux", citation: "OSv, misc-ctxsw, its own results",
            [Figure("threads that signal each other on one CPU", 303...440, is: .none("another kernel altogether"))]),
    ]
}
