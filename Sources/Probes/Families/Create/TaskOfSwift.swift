/// Runs Swift's tasks on the thread that asks for it, when it asks: what is left of a task's cost is the task's own.
final class AskedExecutor: TaskExecutor, @unchecked Sendable {
    private var jobs: [UnownedJob] = []

    func enqueue(_ job: consuming ExecutorJob) { jobs.append(UnownedJob(job)) }

    /// Runs what waits to be run, and what that makes wait.
    func run() {
        while let job = jobs.popLast() { job.runSynchronously(on: asUnownedTaskExecutor()) }
    }
}
