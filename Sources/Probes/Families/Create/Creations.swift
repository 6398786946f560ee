internal import CFiber
internal import CKernel
internal import Glibc
internal import Sampling

/// A task is made, ends at once and is reaped.
let createProbes: [Probe] = simpleCreations + otherCreations + [ringBirthProbe] + pidProbes + parallelProbes

/// The ways that programs use.
private let simpleCreations: [Probe] = [
    fork(),

    creation("create.vfork", "vfork, a child that ends at once, wait", stack: .shared, isDefault: true) { _ in
        Making {
            let child = k_vfork_exit_wait()
            guard child > 0 else { throw Limits.failure(of: "vfork", -child) }
        }
    },

    creation(
        "create.clone.thread", "a thread by clone itself, which ends at once and is waited for", stack: .reused,
        isProfiled: true, isDefault: true
    ) { _ in
        let bare = try BareTask()
        return Making(finish: bare.free) { try bare.thread() }
    },

    creation(
        "create.pthread", "pthread_create of a thread that ends at once, pthread_join", stack: .library, isDefault: true
    ) { _ in
        Making {
            var thread = pthread_t()
            let code = pthread_create(&thread, nil, { _ in nil }, nil)
            guard code == 0 else { throw Limits.failure(of: "pthread_create", code) }
            pthread_join(thread, nil)
        }
    },

    creation(
        "create.spawn", "posix_spawn of a static program that ends at once, wait", stack: .program, isDefault: true
    ) { _ in
        let program = try ShortestProgram()
        return Making(finish: program.close) { try reap(try program.spawn()) }
    },
]

/// The other ways, and what is no task of the kernel.
private let otherCreations: [Probe] = [
    forkOfWorker,

    creation(
        "create.clone.process", "a process by clone itself, with a copy of the memory", stack: .copied, by: .lean
    ) { _ in
        Making {
            let made = k_clone_process_exit()
            guard made > 0 else { throw Limits.failure(of: "clone", Int32(-made)) }
            try reap(Int32(made))
        }
    },

    creation("create.clone.vm", "a process by clone that shares its maker's memory", stack: .reused) { _ in
        let bare = try BareTask()
        return Making(finish: bare.free) { try bare.process() }
    },

    creation(
        "create.clone3.pidfd", "a process by clone3, waited for by its descriptor", stack: .copied, by: .lean,
        needs: [.clone3]
    ) { _ in
        Making {
            var descriptor: Int32 = -1
            let made = k_clone3_pidfd_exit(&descriptor)
            guard made > 0 else { throw Limits.failure(of: "clone3", Int32(-made)) }
            defer { close(descriptor) }
            var info = siginfo_t()
            guard waitid(idtype_t(rawValue: UInt32(P_PIDFD.rawValue)), id_t(descriptor), &info, WEXITED) == 0 else {
                throw OperationFailed("waitid: \(errorText())")
            }
            guard info.si_code == Int32(CLD_EXITED) else { throw OperationFailed("the child was ended by a signal") }
        }
    },

    creation(
        "create.clone3.cgroup", "a process by clone3 that begins its life in another control group", stack: .copied,
        by: .lean, needs: [.clone3]
    ) { _ in
        try unwinding { cleanup in
            let group = try cleanup.keep(
                ControlGroup(in: try ControlGroup.unified()), ControlGroup.leaveAndRemove)
            let folder = try cleanup.keep(
                Descriptor(opening: group.path, O_RDONLY | O_DIRECTORY), Descriptor.close)
            return Making(finish: cleanup.run) {
                let made = k_clone3_cgroup_exit(folder.number)
                guard made > 0 else { throw Limits.failure(of: "clone3", Int32(-made)) }
                try reap(Int32(made))
            }
        }
    },

    creation("create.pthread.detached", "pthread_create of a detached thread that says it ends", stack: .library) { _ in
        let page = try SharedPage()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        return Making(finish: {
            pthread_attr_destroy(&attributes)
            page.close()
        }) {
            k_store(page.words, 0)
            var thread = pthread_t()
            let code = pthread_create(
                &thread, &attributes,
                {
                    let word = $0!.assumingMemoryBound(to: UInt32.self)
                    k_store(word, 1)
                    _ = k_futex_wake(word)
                    return nil
                }, page.words)
            guard code == 0 else { throw Limits.failure(of: "pthread_create", code) }
            while k_load(page.words) == 0 { _ = k_futex_wait(page.words, 0) }
        }
    },

    creation("create.exec.static", "fork and exec of a static program that ends at once", stack: .program, by: .lean) {
        _ in
        let file = try ShortestProgram()
        let program = Program(file.path)
        return Making(finish: {
            program.free()
            file.close()
        }) { try program.run() }
    },

    creation("create.exec.dynamic", "fork and exec of a program linked at run time: true", stack: .program, by: .lean) {
        _ in
        let (program, path) = try Program.dynamic()
        return Making(notes: [path], finish: program.free) { try program.run() }
    },

    creation("create.pidns", "a process that is the first of a PID namespace of its own", stack: .reused) { _ in
        let bare = try BareTask()
        do {
            if (try? bare.process(k_process_in_pid_namespace)) == nil {
                try enterOwnUsers()
                try bare.process(k_process_in_pid_namespace)
            }
        } catch {
            bare.free()
            throw Refusal("no PID namespace of one's own: \(error)")
        }
        return Making(finish: bare.free) { try bare.process(k_process_in_pid_namespace) }
    },

    creation("create.fiber", "a stack is mapped, a fiber entered on it and left, the stack unmapped", tasks: 0) { _ in
        let pair = UnsafeMutablePointer<f_pair>.allocate(capacity: 1)
        pair.initialize(to: f_pair())
        return Making(notes: ["stacks of 64 KiB"], finish: { pair.deallocate() }) {
            let stack = try Stack()
            f_prepare(&pair.pointee.there, stack.top, f_return_always, pair)
            f_enter(pair)
            stack.free()
        }
    },

    creation("create.fiber.pooled", "a fiber is prepared on a stack used before, entered and left", tasks: 0) { _ in
        let stack = try Stack()
        let pair = UnsafeMutablePointer<f_pair>.allocate(capacity: 1)
        pair.initialize(to: f_pair())
        return Making(finish: {
            stack.free()
            pair.deallocate()
        }) {
            f_prepare(&pair.pointee.there, stack.top, f_return_always, pair)
            f_enter(pair)
        }
    },

    creation("create.task", "a Swift task is made, runs on this thread and ends", tasks: 0) { _ in
        let executor = AskedExecutor()
        return Making {
            Task(executorPreference: executor) {}
            executor.run()
        }
    },

    creation("create.state", "a record of a state machine is allocated, stepped once and freed", tasks: 0) { _ in
        Making {
            let pair = UnsafeMutablePointer<f_stepper>.allocate(capacity: 2)
            pair.initialize(repeating: f_stepper(), count: 2)
            for side in 0..<2 { f_step(pair + side, 0) }
            pair.deallocate()
        }
    },
]

/// fork, from a parent that may hold memory.
private func fork(mebibytes: Int = 0, huge: Bool = false) -> Probe {
    creation(
        "create.fork", "fork, a child that ends at once, wait", stack: .copied, by: .lean, isProfiled: true,
        isDefault: true,
        needs: [.memory { _ in mebibytes << 20 }],
        takes: [
            Parameter("mib", 0...65_536, multipleOf: 2, default: 0, "MiB of written memory that the parent holds"),
            Parameter("huge", 0...1, default: 0, "1: in huge pages"),
        ],
        vary: { fork(mebibytes: $0["mib"], huge: $0["huge"] == 1) }
    ) { _ in
        let ballast = try Ballast(bytes: mebibytes << 20, huge: huge)
        return Making(notes: [ballast.words], copied: ballast.range, finish: ballast.free, once: forkAndReap)
    }
}

/// The same from the worker as it is, with all that a program in Swift holds.
private let forkOfWorker = creation(
    "create.fork.worker", "fork by the worker as it is, a child that ends at once, wait", stack: .copied
) { _ in Making(once: forkAndReap) }

func forkAndReap() throws {
    let child = k_fork_exit()
    guard child > 0 else { throw Limits.failure(of: "fork", -child) }
    try reap(child)
}

/// What the cost of making a task is followed over.
let createSweeps: [Sweep] = [
    Sweep(
        "fork", "what fork costs over the memory of the parent", of: ["create.fork"],
        over: [Sweep.Axis("mib", [0, 2, 16, 64, 256, 1024]), Sweep.Axis("huge", [0, 1])]),
    Sweep(
        "pid-levels", "what a number costs, by PID namespaces in one another", of: ["create.pid.level"],
        over: [Sweep.Axis("levels", [1, 2, 4, 8, 12, 16, 20, 24, 28, 31])],
        beside: ["create.fork", "create.clone.thread"]),
    Sweep(
        "live-tasks", "what a task costs to make among many that live", of: ["create.pid.live"],
        over: [Sweep.Axis("live", [0, 10, 100, 1000, 3000, 10_000, 30_000])]),
    Sweep(
        "pid-space", "what a task costs to make in a space of numbers that fills up", of: ["create.pid.full"],
        over: [Sweep.Axis("max", [4096]), Sweep.Axis("free", [2, 16, 64, 256, 1024, 3000])]),
    Sweep(
        "creators", "what a task costs to make on several CPUs at once",
        of: ["create.parallel.threads", "create.parallel.processes"],
        over: [Sweep.Axis("creators") { Sweep.counts(upTo: $0.cpus.count) }]),
]

extension Sweep {
    /// 1, 2, 4 and so on up to `most`, and `most` itself.
    static func counts(upTo most: Int) -> [Int] {
        Array(sequence(first: 1) { $0 * 2 < most ? $0 * 2 : nil }) + (most > 1 ? [most] : [])
    }
}
