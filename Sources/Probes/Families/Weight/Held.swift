internal import CFiber
internal import CKernel
internal import Glibc

/// What can be held.
enum Held: String, CaseIterable, Sendable {
    case process, thread, fiber, task, state

    var words: String {
        switch self {
        case .process: "processes made by fork, each asleep"
        case .thread: "threads of one process, each asleep"
        case .fiber: "fibers with a stack of 64 KiB each, entered and left once"
        case .task: "Swift tasks, each suspended"
        case .state: "records of a state machine"
        }
    }

    /// Whether the kernel knows each of them.
    var isTask: Bool { self == .process || self == .thread }

    /// More than one can weigh.
    var allowance: Int {
        switch self {
        case .process: 512 << 10
        case .thread: 128 << 10
        case .fiber: 16 << 10
        case .task, .state: 4 << 10
        }
    }

    /// Holds `count`. `settled` is a word, 0 at first, that processes share.
    func hold(_ count: Int, settled: UnsafeMutablePointer<UInt32>) -> Holding {
        switch self {
        case .process: holdProcesses(count, settled)
        case .thread: holdThreads(count, settled)
        case .fiber: holdFibers(count)
        case .task: holdTasks(count)
        case .state: holdStates(count)
        }
    }
}

/// Contexts that are held until they are dropped.
struct Holding {
    /// Why there are not all, or 0.
    var code: Int32 = 0
    /// Processes of their own among them.
    var processes: [Int32] = []
    /// Ends them all.
    var drop: () -> Void = {}
}

/// Waits until `count` have said in `settled` that they go to sleep, and for the last of them to do so.
private func awaitSleep(of count: Int, _ settled: UnsafeMutablePointer<UInt32>) {
    while k_load(settled) < UInt32(count) { usleep(1000) }
    usleep(20_000)
}

private func holdProcesses(_ count: Int, _ settled: UnsafeMutablePointer<UInt32>) -> Holding {
    var children: [Int32] = []
    children.reserveCapacity(count)
    var code: Int32 = 0
    let parent = getpid()
    while children.count < count, code == 0 {
        let child = k_fork()
        if child == 0 {
            if k_die_with_parent(SIGKILL) != 0 || getppid() != parent { _exit(1) }
            k_add(settled, 1)
            k_sleep_for_ever()
        }
        if child > 0 { children.append(child) } else { code = -child }
    }
    awaitSleep(of: children.count, settled)
    return Holding(code: code, processes: children) { [children] in
        for child in children { kill(child, SIGKILL) }
        for child in children { waitpid(child, nil, 0) }
    }
}

/// They end with the process that holds them, which ends next.
private func holdThreads(_ count: Int, _ settled: UnsafeMutablePointer<UInt32>) -> Holding {
    var (made, code) = (0, Int32(0))
    while made < count, code == 0 {
        var thread = pthread_t()
        code = pthread_create(
            &thread, nil,
            {
                k_add($0!.assumingMemoryBound(to: UInt32.self), 1)
                k_sleep_for_ever()
                return nil
            }, settled)
        if code == 0 { made += 1 }
    }
    awaitSleep(of: made, settled)
    return Holding(code: code)
}

private func holdFibers(_ count: Int) -> Holding {
    let pairs = UnsafeMutablePointer<f_pair>.allocate(capacity: count)
    for index in 0..<count {
        guard let stack = try? Stack() else { return Holding(code: ENOMEM) }
        (pairs + index).initialize(to: f_pair())
        f_prepare(&pairs[index].there, stack.top, f_return_always, pairs + index)
        f_enter(pairs + index)
    }
    return Holding()
}

/// Suspended Swift tasks and what wakes them.
private final class Suspended: @unchecked Sendable {
    var continuations: [UnsafeContinuation<Void, Never>] = []
}

private func holdTasks(_ count: Int) -> Holding {
    let executor = AskedExecutor()
    let suspended = Suspended()
    suspended.continuations.reserveCapacity(count)
    for _ in 0..<count {
        Task(executorPreference: executor) {
            await withUnsafeContinuation { suspended.continuations.append($0) }
        }
        executor.run()
    }
    return Holding(code: suspended.continuations.count == count ? 0 : EAGAIN) {
        for continuation in suspended.continuations { continuation.resume() }
        executor.run()
    }
}

private func holdStates(_ count: Int) -> Holding {
    // In memory of their own: what the heap had to spare would hold some of them for nothing.
    let bytes = max(1, count * MemoryLayout<f_stepper>.stride)
    let mapped = mmap(nil, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
    guard let mapped, mapped != MAP_FAILED else { return Holding(code: ENOMEM) }
    mapped.bindMemory(to: f_stepper.self, capacity: count).initialize(repeating: f_stepper(), count: count)
    return Holding { munmap(mapped, bytes) }
}
