internal import CKernel
internal import Glibc
internal import Sampling

/// A task is made, ends at once and is reaped.
let createProbes: [Probe] = [
    Probe("create.fork", "fork, a child that ends at once, wait", per: "task", does: [.tasksCreated: 1], tasks: 2) {
        _ in
        Rig { n in
            for _ in 0..<n {
                let child = k_fork()
                if child == 0 { _exit(0) }
                guard child > 0 else { throw OperationFailed("fork: \(errorText())") }
                try reap(child)
            }
        }
    },

    Probe("create.vfork", "vfork, a child that ends at once, wait", per: "task", does: [.tasksCreated: 1], tasks: 2) {
        _ in
        Rig { n in
            for _ in 0..<n {
                let child = k_vfork_exit_wait()
                guard child > 0 else { throw OperationFailed("vfork: \(errorText(-child))") }
            }
        }
    },

    Probe(
        "create.clone.thread", "a thread by clone itself, which ends at once and is waited for", per: "task",
        does: [.tasksCreated: 1], tasks: 2
    ) { _ in
        let stack = try Stack(bytes: 4096)
        let word = UnsafeMutablePointer<UInt32>.allocate(capacity: 1)
        word.initialize(to: 0)
        return Rig(
            finish: {
                word.deallocate()
                stack.free()
            },
            loop: { n in
                for _ in 0..<n {
                    k_store(word, 1)
                    let made = k_clone_thread_exit(stack.top, word)
                    guard made > 0 else { throw OperationFailed("clone: \(errorText(Int32(-made)))") }
                    k_await_thread_end(word)
                }
            })
    },

    Probe(
        "create.pthread", "pthread_create of a thread that ends at once, pthread_join", per: "task",
        does: [.tasksCreated: 1], tasks: 2
    ) { _ in
        Rig { n in
            for _ in 0..<n {
                var thread = pthread_t()
                let code = pthread_create(&thread, nil, { _ in nil }, nil)
                guard code == 0 else { throw OperationFailed("pthread_create: \(errorText(code))") }
                pthread_join(thread, nil)
            }
        }
    },

    Probe(
        "create.spawn", "posix_spawn of a static program that ends at once, wait", per: "task",
        does: [.tasksCreated: 1], tasks: 2
    ) { _ in
        let program = try ShortestProgram()
        return Rig(
            finish: program.close,
            loop: { n in
                for _ in 0..<n { try reap(try program.spawn()) }
            })
    },
]

/// Reaps a child that is to have ended well.
private func reap(_ child: Int32) throws {
    var status: Int32 = 0
    guard waitpid(child, &status, 0) == child else { throw OperationFailed("waitpid: \(errorText())") }
    guard status == 0 else { throw OperationFailed("the child ended with status \(status)") }
}
