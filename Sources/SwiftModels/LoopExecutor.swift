internal import NIOCore

/// Swift's tasks on the thread of an event loop: each job runs between two looks of the loop at its descriptors, and
/// none ever reaches Swift's own pool of threads.
///
/// The queue is touched by the loop's thread alone, so it needs no lock.
final class LoopExecutor: TaskExecutor, @unchecked Sendable {
    private let loop: any EventLoop
    private var jobs: [UnownedJob] = []
    private var running: [UnownedJob] = []

    init(_ loop: any EventLoop) { self.loop = loop }

    func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        if loop.inEventLoop { add(job) } else { loop.execute { self.add(job) } }
    }

    private func add(_ job: UnownedJob) {
        jobs.append(job)
        if jobs.count == 1 { loop.execute { self.drain() } }
    }

    /// Runs what is there; what that adds has its turn when the loop comes round.
    private func drain() {
        let executor = asUnownedTaskExecutor()
        swap(&jobs, &running)
        for job in running { job.runSynchronously(on: executor) }
        running.removeAll(keepingCapacity: true)
    }
}
