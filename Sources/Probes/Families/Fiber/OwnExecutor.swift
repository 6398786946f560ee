/// An executor whose jobs run on the thread that drains it and at no other time: a probe's worker keeps its tasks on
/// the CPU that is measured, out of the reach of Swift's pool of threads.
///
/// Not synchronised, and need not be: tasks that run here are resumed by tasks that run here, or by the drainer.
final class OwnExecutor: TaskExecutor, @unchecked Sendable {
    /// Jobs handed over so far.
    private(set) var enqueued = 0

    private let jobs = UnsafeMutablePointer<UnownedJob?>.allocate(capacity: OwnExecutor.room)
    private var next = 0

    /// More jobs than the tasks of any probe can have outstanding at once; a power of two.
    private static let room = 16

    init() { jobs.initialize(repeating: nil, count: OwnExecutor.room) }

    deinit { jobs.deallocate() }

    func enqueue(_ job: consuming ExecutorJob) {
        jobs[enqueued & (OwnExecutor.room - 1)] = UnownedJob(job)
        enqueued += 1
        precondition(enqueued - next <= OwnExecutor.room, "more jobs than this executor was made for")
    }

    /// Runs jobs until there is none.
    func drain() {
        let executor = asUnownedTaskExecutor()
        while next < enqueued {
            let slot = next & (OwnExecutor.room - 1)
            next += 1
            jobs[slot]?.runSynchronously(on: executor)
        }
    }
}
