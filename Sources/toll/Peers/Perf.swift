/// The benchmarks of `perf bench`.
let perfTests: [PeerTest] = [
    PeerTest(
        "sched pipe", "switch.pipe.process",
        note: "theirs is a round trip of two hops, four calls included, and not pinned: 'taskset 1' makes it comparable"
    ),
    PeerTest("sched pipe -T", "switch.pipe.thread", note: "the same"),
    PeerTest("sched messaging", none: NoRow.load + "; ring.pipe.process has many tasks in a ring"),
    PeerTest("sched seccomp-notify", none: "a supervisor's answer to a filter has no row"),
    PeerTest("syscall basic", "syscall.null.libc", note: "getppid in both"),
    PeerTest("syscall getpgid", "task.getpid", note: "as near as a row comes: a call of one argument in theirs"),
    PeerTest("syscall fork", "create.fork"),
    PeerTest("syscall execve", "create.exec.static", "create.exec.dynamic"),
    PeerTest("futex hash", "lock.futex.wait", note: "a wait that finds the value changed in both; all CPUs in theirs"),
    PeerTest("futex wake", "switch.wake.thread", note: "theirs wakes threads on other CPUs, all of them in one time"),
    PeerTest("futex wake-parallel", none: NoRow.load),
    PeerTest("futex requeue", "lock.futex.requeue", note: "theirs gives the time for all waiters together"),
    PeerTest("futex lock-pi", "lock.mutex.pi.contended", "lock.mutex.pi.cross", "lock.futex.pi"),
    PeerTest("epoll wait", "ready.epoll", "io.epoll.state"),
    PeerTest("epoll ctl", "ready.epoll.add", "ready.epoll.modify"),
    PeerTest("mem memcpy, memset", none: NoRow.memory),
    PeerTest("numa mem", none: NoRow.memory),
    PeerTest("breakpoint, uprobe, internals", none: "prices of tracing and of perf itself"),
]
