internal import CKernel
internal import Glibc
internal import Probes
internal import Sampling

/// Probes that are broken on purpose: each must be caught.
let brokenProbes: [Probe] = [
    Probe(
        "broken.yield.alone", "a yield with nobody to yield to", per: "hop",
        does: [.contextSwitches: 1, .syscalls: 1]
    ) { _ in Rig { n in for _ in 0..<n { _ = k_syscall0(Int(k_nr_sched_yield)) } } },

    Probe(
        "broken.pipe.cross", "a pipe pair on two CPUs that is declared as one", per: "hop", operationsPerIteration: 2,
        does: [.contextSwitches: 1, .syscalls: 2], tasks: 2
    ) { place in try pipePair(place.otherCPU ?? place.cpu) },

    Probe(
        "broken.loop.empty", "a loop body that does nothing", per: "call", does: [.syscalls: 1]
    ) { _ in Rig { n in for _ in 0..<n { k_nothing() } } },

    Probe(
        "broken.timed.besides", "an operation beside each that is timed, of which nothing is told", per: "call",
        does: [.syscalls: 1]
    ) { _ in callsBeside(areOwn: false) },

    Probe(
        "broken.timed.own", "a call beside each that is timed, said to be the rig's own", per: "call",
        does: [.syscalls: 1]
    ) { _ in callsBeside(areOwn: true) },

    Probe(
        "broken.hops.wrong", "four hops declared where there are two", per: "hop", operationsPerIteration: 4,
        does: [.contextSwitches: 1, .syscalls: 2], tasks: 2
    ) { place in try pipePair(place.cpu) },

    Probe("broken.unpinned", "a task that may run anywhere", per: "call", does: [.syscalls: 1]) { place in
        allow([place.cpu, place.otherCPU ?? place.cpu])
        return Rig { n in for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) } }
    },

    Probe("broken.migrates", "a task that moves to and fro", per: "call", does: [:]) { place in
        Rig { n in
            for _ in 0..<n {
                _ = k_pin(0, Int32(place.otherCPU ?? place.cpu))
                _ = k_pin(0, Int32(place.cpu))
            }
        }
    },

    Probe("broken.moved", "a task that somebody moves after a while", per: "call", does: [:]) { place in
        var calls = 0
        return Rig { n in
            calls += n
            if calls > 200_000 { _ = k_pin(0, Int32(place.otherCPU ?? place.cpu)) }
            for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) }
        }
    },

    Probe("broken.faults", "a page touched for the first time, declared as none", per: "touch", does: [.pageFaults: 0])
    {
        _ in
        Rig { n in
            for _ in 0..<n {
                var page: UnsafeMutableRawPointer?
                guard k_shared(4096, &page) == 0, let page else { throw OperationFailed("no memory") }
                page.storeBytes(of: 1, as: UInt8.self)
                munmap(page, 4096)
            }
        }
    },

    Probe("broken.unreaped", "children that nobody reaps", per: "child", does: [.tasksCreated: 1]) { _ in
        Rig { n in
            for _ in 0..<n where k_fork() == 0 { _exit(0) }
        }
    },

    Probe(
        "broken.baseline", "a baseline that switches", per: "hop", operationsPerIteration: 2,
        does: [.contextSwitches: 1, .syscalls: 2], tasks: 2
    ) { place in
        let pair = try PipePair(place.cpu)
        return Rig(partners: [pair.partner], baseline: pair.bounce, finish: pair.end, loop: pair.bounce)
    },

    Probe(
        "broken.lock.handover", "a lock that is handed to nobody, declared to be handed over", per: "hand-over",
        does: [.contextSwitches: 1]
    ) { _ in
        let lock = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
        pthread_mutex_init(lock, nil)
        return Rig(finish: { lock.deallocate() }) { n in
            for _ in 0..<n {
                pthread_mutex_lock(lock)
                pthread_mutex_unlock(lock)
            }
        }
    },

    Probe(
        "broken.time.vdso", "a clock read by a call, declared as one that needs none", per: "call", does: [.syscalls: 0]
    ) { _ in
        let time = UnsafeMutablePointer<timespec>.allocate(capacity: 1)
        return Rig(finish: { time.deallocate() }) { n in
            for _ in 0..<n { _ = k_syscall3(Int(k_nr_clock_gettime), 0, Int(bitPattern: time), 0) }
        }
    },

    Probe(
        "broken.place.stays", "a task bound to the CPU it is on, declared to move", per: "move", does: [.migrations: 1]
    ) { place in Rig { n in for _ in 0..<n { _ = k_pin(0, Int32(place.cpu)) } } },

    Probe("broken.task.none", "a wait for no child, declared to make one", per: "task", does: [.tasksCreated: 1]) { _ in
        Rig { n in for _ in 0..<n { _ = waitpid(getpid(), nil, WNOHANG) } }
    },

    Probe(
        "broken.net.alone", "a byte that a task sends to itself, declared as a hop", per: "hop",
        does: [.contextSwitches: 1, .syscalls: 2]
    ) { _ in
        var ends: [Int32] = [0, 0]
        guard k_unix_pair(0, &ends) == 0 else { throw Refusal("no socket pair") }
        let (near, far) = (ends[0], ends[1])
        return Rig(finish: {
            close(near)
            close(far)
        }) { n in
            var byte: UInt8 = 0
            for _ in 0..<n where k_write1(near, &byte) != 1 || k_read1(far, &byte) != 1 {
                throw OperationFailed("a byte")
            }
        }
    },

    Probe("broken.hang.loop", "a loop that never ends, and a child that sleeps", per: "call", does: [:]) { _ in
        Rig { _ in
            leaveChild()
            sleepForEver()
        }
    },

    Probe("broken.hang.prepare", "a set-up that never ends", per: "call", does: [:]) { _ in
        leaveChild()
        sleepForEver()
    },

    Probe("broken.crash", "a loop that writes where nothing is", per: "call", does: [:]) { _ in
        Rig { _ in UnsafeMutablePointer<Int>(bitPattern: 8)?.pointee = 1 }
    },

    Probe("broken.killed", "a worker that is killed", per: "call", does: [:]) { _ in
        Rig { _ in kill(getpid(), SIGKILL) }
    },

    Probe("broken.partner", "a partner that is killed while it is waited for", per: "call", does: [:]) { place in
        let partner = try Partner(.process, on: place.cpu) { sleepForEver() }
        return Rig(partners: [partner], finish: partner.end) { _ in
            kill(partner.process, SIGKILL)
            sleepForEver()
        }
    },

    Probe("broken.exit", "a worker that ends by itself", per: "call", does: [:]) { _ in Rig { _ in exit(7) } },

    Probe("broken.closes", "a worker that closes its channel and stays", per: "call", does: [:]) { _ in
        Rig { _ in
            close(channel)
            sleepForEver()
        }
    },

    Probe("broken.garbage", "a worker that answers with noise", per: "call", does: [:]) { _ in
        Rig { _ in say((0..<97).map { UInt8(truncatingIfNeeded: $0 &* 151 &+ 1) }) }
    },

    Probe("broken.absurd", "a worker that answers with times beyond all bounds", per: "call", does: [:]) { _ in
        Rig { _ in
            // A visit of one batch, as the protocol has it, its time the largest number there is.
            let numbers: [Int64] = [1, 1, .max, 0, 2, 1, 1, 2, 1, 1, .max, 0, 0, 0]
            say(numbers.flatMap { number in withUnsafeBytes(of: number) { Array($0) } })
        }
    },

    Probe("broken.grandchildren", "orphans that nobody ends", per: "call", does: [.syscalls: 1]) { _ in
        for _ in 0..<3 {
            let child = k_fork()
            if child == 0 {
                leaveChild()
                _exit(0)
            }
            waitpid(child, nil, 0)
        }
        return Rig { n in for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) } }
    },

    Probe("broken.refused", "a set-up that is refused", per: "call", does: [:]) { _ in
        throw Refusal("there is no such thing here")
    },

    Probe("broken.throws", "an operation that goes wrong", per: "call", does: [:]) { _ in
        Rig { _ in throw OperationFailed("a byte through a pipe") }
    },
]

/// The worker's end of the channel.
private let channel: Int32 = 3

private func say(_ bytes: [UInt8]) { _ = send(channel, bytes, bytes.count, Int32(MSG_NOSIGNAL)) }

private func sleepForEver() -> Never { while true { pause() } }

/// A child that nothing ties to its parent.
private func leaveChild() { if k_fork() == 0 { sleepForEver() } }

/// Lets this thread run on any of the CPUs.
private func allow(_ cpus: [Int]) {
    var mask = cpu_set_t()
    withUnsafeMutableBytes(of: &mask) { bytes in
        for cpu in cpus where cpu / 8 < bytes.count { bytes[cpu / 8] |= 1 << UInt8(cpu % 8) }
    }
    sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &mask)
}

/// As many calls untimed as timed, which the rig calls its own or says nothing of.
private func callsBeside(areOwn: Bool) -> Rig {
    Rig(timing: { n, watch in
        for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) }
        watch.time { for _ in 0..<n { _ = k_syscall0(Int(k_nr_getppid)) } }
        if areOwn { watch.ownCalls += n }
    })
}
