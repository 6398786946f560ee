internal import Basics
internal import CKernel
internal import Counters
internal import Glibc
internal import Probes
internal import Sampling

/// Counts what the tasks of a probe do, with the kernel's counters attached to each of them. Where the kernel refuses
/// counters, its books on each task serve, and a tracer counts the system calls.
///
/// The counters are attached once and stay: taking a tracepoint's counter away takes the kernel 50 ms.
final class Proof {
    private let ledger: TaskLedger
    private let quantities: [Quantity]
    private var counters: [(quantity: Quantity, groups: [CounterGroup])] = []
    private var refused: [Quantity: String] = [:]

    /// Attaches the counters to the tasks.
    init(tasks: [TaskLedger.Task], quantities: [Quantity]) {
        ledger = TaskLedger(tasks: tasks)
        self.quantities = quantities
        // Each counter is an open file.
        Limits.openFiles(Limits.openFiles(0) + tasks.count * quantities.count)
        for quantity in quantities {
            do throws(CounterRefusal) {
                guard let event = try Proof.event(quantity) else { continue }
                var groups: [CounterGroup] = []
                // What a new task makes is made by the operation too.
                let inherit = quantity == .tasksCreated
                for task in tasks { groups.append(try CounterGroup([event], task: task.task, inherit: inherit)) }
                counters.append((quantity, groups))
            } catch {
                refused[quantity] = error.reason
            }
        }
    }

    /// Whether a tracer counts the system calls, in a run of its own.
    var tracesCalls: Bool { refused[.syscalls] != nil }

    /// Runs `work` and counts. The tally's operations are for the caller to say.
    func count(_ work: () throws -> Void) throws -> Tally {
        let forks = refused[.tasksCreated] != nil ? Proof.forksOfMachine() : nil
        let before = (booked: ledger.take(withMigrations: true), counted: read())
        let alive = quantities.contains(.tasksReaped) ? ledger.alive() : nil
        let start = Clock.raw()
        for (_, groups) in counters { groups.forEach { $0.enable() } }
        try work()
        for (_, groups) in counters { groups.forEach { $0.disable() } }
        let elapsed = Clock.raw() - start
        var tally = ledger.take(withMigrations: true).since(before.booked)
        tally.elapsed = elapsed
        if let forks, let later = Proof.forksOfMachine() {
            tally.counted[.tasksCreated] = try Proof.fewestForks(later - forks, during: work)
        }
        for (quantity, count) in read() {
            // The kernel's own counters take precedence over its books.
            guard let earlier = before.counted[quantity] else { continue }
            tally.counted[quantity] = count - earlier
        }
        if quantities.contains(.tasksReaped) {
            let reaped = tally.counted[.tasksCreated].flatMap { made in left(after: alive).map { made - $0 } }
            tally.note(.tasksReaped, reaped, "the kernel does not list its tasks")
        }
        if refused[.syscalls] != nil {
            // The tracer slows every call so much that it has a run of its own.
            switch SyscallTracer.count(ledger.tasks.filter { !$0.staysInKernel }, during: work) {
            case .success(let syscalls): tally.counted[.syscalls] = syscalls
            case .failure(let refusal): refused[.syscalls] = refusal.reason
            }
        }
        for (quantity, reason) in refused where tally.counted[quantity] == nil { tally.absent[quantity] = reason }
        for quantity in tally.counted.keys { tally.absent[quantity] = nil }
        return tally
    }

    /// Tasks that there are now and that were not among so many before. What has just ended may take a moment to go.
    private func left(after alive: Int?) -> Int? {
        guard let alive, var now = ledger.alive() else { return nil }
        for _ in 0..<100 where now > alive {
            usleep(1000)
            now = ledger.alive() ?? now
        }
        return now - alive
    }

    /// The sums over all tasks.
    private func read() -> [Quantity: Int] {
        var sums: [Quantity: Int] = [:]
        for (quantity, groups) in counters {
            do throws(CounterRefusal) {
                var sum = 0
                for group in groups { sum += Int(try group.read().reduce(0) { $0 + $1.value }) }
                sums[quantity] = sum
            } catch {
                refused[quantity] = error.reason
            }
        }
        return sums
    }

    /// The event by which the kernel counts a quantity; nil where there is none.
    static func event(_ quantity: Quantity) throws(CounterRefusal) -> CounterEvent? {
        switch quantity {
        case .contextSwitches: .contextSwitches
        case .migrations: .migrations
        case .pageFaults: .pageFaults
        case .syscalls: try Tracepoint.event("raw_syscalls/sys_enter")
        // Not sched_process_fork: the kernel passes that by when it makes a task for itself, a worker of io_uring.
        case .tasksCreated: try Tracepoint.event("task/task_newtask")
        case .voluntarySwitches, .tasksReaped: nil
        }
    }

    /// The fewest tasks that the machine made while `work` ran, in a few more tries unless those are long: what others
    /// make can only add to what is to be counted.
    private static func fewestForks(_ first: Int, during work: () throws -> Void) throws -> Int {
        var fewest = first
        let end = Clock.raw() + 200_000_000
        for _ in 0..<8 where Clock.raw() < end {
            guard let before = forksOfMachine() else { break }
            try work()
            guard let after = forksOfMachine() else { break }
            fewest = min(fewest, after - before)
        }
        return fewest
    }

    /// Tasks made on the whole machine since it was started: the best there is without a counter of one's own.
    private static func forksOfMachine() -> Int? {
        let line = textOfFile("/proc/stat")?.split(separator: "\n").first { $0.hasPrefix("processes ") }
        return line?.split(separator: " ").last.flatMap { Int($0) }
    }
}
