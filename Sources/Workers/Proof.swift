internal import CKernel
internal import Counters
internal import Glibc
internal import Sampling

/// Counts what the tasks of a probe do, with the kernel's counters attached to each of them. Where the kernel refuses
/// counters, its books on each task serve, and a tracer counts the entries.
struct Proof {
    let tasks: [TaskLedger.Task]

    /// Runs `work` and counts.
    func count(_ work: () throws -> Void) throws -> Tally {
        var counters: [(Quantity, [CounterGroup])] = []
        var refused: [Quantity: String] = [:]
        for (quantity, event) in Proof.events {
            do throws(CounterRefusal) {
                let event = try event()
                var groups: [CounterGroup] = []
                for task in tasks { groups.append(try CounterGroup([event], task: task.task, inherit: false)) }
                counters.append((quantity, groups))
            } catch {
                refused[quantity] = error.reason
            }
        }
        let isTraced = refused[.kernelEntries] != nil
        let ledger = TaskLedger(tasks: tasks)
        let forks = isTraced ? Proof.forksOfMachine() : nil
        let before = ledger.take(withMigrations: true)
        for (_, groups) in counters { groups.forEach { $0.enable() } }
        try work()
        for (_, groups) in counters { groups.forEach { $0.disable() } }
        var tally = ledger.take(withMigrations: true).since(before)
        if let forks, let later = Proof.forksOfMachine() { tally.counted[.tasksCreated] = later - forks }
        for (quantity, reason) in refused where tally.counted[quantity] == nil { tally.absent[quantity] = reason }
        for (quantity, groups) in counters {
            do throws(CounterRefusal) {
                var sum = 0
                for group in groups { sum += Int(try group.read().reduce(0) { $0 + $1.value }) }
                tally.counted[quantity] = sum
            } catch {
                tally.absent[quantity] = error.reason
            }
        }
        if isTraced {
            // The tracer slows every call so much that it has a run of its own.
            switch EntryTracer.count(tasks, during: work) {
            case .success(let entries):
                tally.counted[.kernelEntries] = entries
                tally.absent[.kernelEntries] = nil
            case .failure(let refusal): tally.absent[.kernelEntries] = refusal.reason
            }
        }
        return tally
    }

    /// The counter of each quantity.
    private static var events: [(Quantity, () throws(CounterRefusal) -> CounterEvent)] {
        [
            (.contextSwitches, { () throws(CounterRefusal) in .contextSwitches }),
            (.migrations, { () throws(CounterRefusal) in .migrations }),
            (.pageFaults, { () throws(CounterRefusal) in .pageFaults }),
            (.kernelEntries, { () throws(CounterRefusal) in try Tracepoint.event("raw_syscalls/sys_enter") }),
            (.tasksCreated, { () throws(CounterRefusal) in try Tracepoint.event("sched/sched_process_fork") }),
        ]
    }

    /// Tasks made on the whole machine since it was started: the best there is without a counter of one's own.
    private static func forksOfMachine() -> Int? {
        let line = textOfFile("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("processes ") }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }
}
