internal import CKernel
internal import Glibc

/// Pages that one fork shares: so many that the few which the program itself needs besides do not matter.
let copiedPages = 4096

/// Writes to pages that a child has too. The child sleeps; a new one is made for each round, since a page once copied
/// is the writer's own.
func copyOnWrite() throws -> Rig {
    try unwinding { cleanup in
        let pages = try cleanup.keep(Pages(copiedPages), Pages.free)
        pages.write(pages.count)
        return Rig(
            notes: ["the fork itself is not timed"], finish: cleanup.run,
            timing: { n, watch in
                for _ in 0..<n {
                    let child = try sleeper()
                    watch.time { pages.write(pages.count) }
                    kill(child, SIGKILL)
                    guard waitpid(child, nil, 0) == child else { throw OperationFailed("waitpid: \(errorText())") }
                }
            })
    }
}

/// A child that does nothing and dies with its parent.
private func sleeper() throws -> Int32 {
    let parent = getpid()
    let child = k_fork()
    guard child >= 0 else { throw Limits.failure(of: "fork", -child) }
    if child == 0 {
        if k_die_with_parent(SIGKILL) != 0 || getppid() != parent { _exit(1) }
        k_sleep_for_ever()
    }
    return child
}
