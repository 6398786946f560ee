import Sampling

/// stress-ng's stressors, which are made to stress, as their author says, and count "bogo operations" a second: what
/// such an operation is, differs by stressor and by version.
let stressTests: [PeerTest] = [
    PeerTest("switch --switch-method pipe", "switch.pipe.process", note: "an operation of theirs is two switches"),
    PeerTest(
        "switch --switch-method sem-sysv", "switch.sysv.process",
        note: "theirs switches nothing when pinned to one CPU: the kernel counted 1,007 switches for 1.42 million "
            + "operations, so its figure is that of semop"),
    PeerTest("switch --switch-method mq", none: "message queues have no row; theirs is 1.5 to 1.8 switches"),
    PeerTest("yield", "switch.yield.process", note: "theirs counts yields, whether they switch or not"),
    PeerTest("context", "fiber.ucontext", note: "switches in user space: no switch of the kernel's"),
    PeerTest("get, syscall", none: "one operation is a sweep over many calls: no null system call"),
    PeerTest("vdso", "time.vdso.monotonic", "place.getcpu.vdso", note: "theirs is a mix of all that is in the vDSO"),
    PeerTest("clock", "time.call.monotonic", "time.timer.create", note: "theirs is a mix of calls over all clocks"),
    PeerTest("nanosleep", "time.sleep.one", "time.late.sleep"),
    PeerTest("timer, itimer, timerfd", "signal.timer", "time.setitimer", "time.timerfd.expired"),
    PeerTest("fork", "create.fork", note: "theirs has a larger parent, and more in each loop"),
    PeerTest("vfork", "create.vfork"),
    PeerTest("clone", "create.clone.process", "create.clone.thread"),
    PeerTest("pthread", "create.pthread", note: "an operation of theirs is a batch of threads"),
    PeerTest("exec", "create.exec.static", "create.exec.dynamic"),
    PeerTest("kill", "task.kill"),
    PeerTest("pidfd", "task.pidfd.open", "task.pidfd.signal"),
    PeerTest("wait", "task.wait.running", note: "theirs stops and continues a child"),
    PeerTest("unshare", "task.unshare.uts", "task.unshare.net", "task.unshare.mnt"),
    PeerTest("affinity", "place.migrate", "place.affinity.same", note: "theirs moves to CPUs at random"),
    PeerTest("schedpolicy", "place.policy.batch", "place.policy.fifo"),
    PeerTest("getcpu", "place.getcpu.call", "place.getcpu.rseq"),
    PeerTest("membarrier", "place.membarrier.global", "place.membarrier.private", note: "theirs is a mix of commands"),
    PeerTest("rseq", "place.rseq.on", "place.rseq.off"),
    PeerTest("futex", "lock.futex.wake", "switch.futex.process"),
    PeerTest("mutex", "lock.mutex.contended", "lock.mutex.cross"),
    PeerTest("sem", "lock.semaphore", "switch.semaphore.process"),
    PeerTest("sem-sysv", "switch.sysv.process"),
    PeerTest("flock", "lock.flock.contended"),
    PeerTest("lockofd, locka, lockf", "lock.fcntl.ofd.contended"),
    PeerTest("sock, sockabuse", "net.tcp", "net.connect.tcp"),
    PeerTest("udp", "net.udp"),
    PeerTest("sockpair", "net.unix.stream"),
    PeerTest("sockfd", "net.descriptor"),
    PeerTest("sendfile", "net.sendfile"),
    PeerTest("splice", "net.splice"),
    PeerTest("pipe, fifo", "switch.pipe.process", note: "theirs moves as many bytes as it can: few switches each"),
    PeerTest("eventfd", "switch.eventfd.process"),
    PeerTest("epoll, poll, select", "ready.epoll", "ready.poll", "ready.select"),
    PeerTest("fault", "fault.anonymous", "fault.file.read"),
    PeerTest("userfaultfd", "fault.userfaultfd"),
    PeerTest(
        "mmap, mremap, mprotect, brk, madvise", "map.mmap", "map.mremap", "map.mprotect", "map.brk", "map.madvise"),
    PeerTest("tlb-shootdown", "map.shootdown"),
    PeerTest("signal, sigfd, sigq", "signal.self", "signal.signalfd"),
    PeerTest(
        "dup, open, dentry, rename, getdent", "file.dup", "file.open", "file.create", "file.rename", "file.getdents"),
    PeerTest("io-uring", "io.uring.state", "io.file.cached.uring", note: "theirs is a mix of requests"),
    PeerTest("aio", "io.file.cached.aio"),
    PeerTest("vecregs, vecmath", "state.call.avx512", "state.switch.avx512", note: "theirs computes; the rows switch"),
    PeerTest(
        "pts/ctx-clock (Phoronix)", "switch.pipe.process",
        note: "theirs takes the least difference of the time stamp counter around a call of number -1 for a context "
            + "switch: no switch is in it; the row that answers what it does measure is syscall.enosys"),
    PeerTest("cpu, matrix, memcpy, stream, …", none: NoRow.compute),
]
