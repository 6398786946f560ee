internal import Basics
internal import CKernel
internal import Glibc
internal import Probes
internal import Sampling

/// What the kernel has noted of a few tasks so far, without any counter attached: their switches, page faults and
/// moves. Reading costs the tasks nothing.
struct TaskLedger {
    /// A task, by the numbers under which proc knows it.
    struct Task: Equatable {
        var process: Int32
        var task: Int32
        /// Whether it makes no system calls and must not be traced.
        var staysInKernel = false
    }

    let tasks: [Task]
    /// Where proc shows each; nil where it does not.
    private let folders: [String?]
    /// The CPUs of each when it was set up; nil where they are not known.
    private let bound: [[Int32]]?
    private let file = TaskFile()
    /// Whether all threads of this process are among the tasks, and many: the kernel then adds them up itself, where
    /// reading a file of each of ten thousand takes most of a second.
    private let addsUpOwn: Bool

    init(tasks: [Task]) {
        self.tasks = tasks
        let own = tasks.count { $0.process == getpid() }
        addsUpOwn =
            own >= TaskLedger.many && ProcView.folder(of: getpid()).map { entriesOfFolder($0 + "/task").count } == own
        bound = TaskLedger.binding(of: tasks)
        folders = tasks.map { ProcView.folder(of: $0.process, task: $0.task) }
    }

    /// So many threads are worth a sum of them all.
    private static let many = 64

    fileprivate static let untold = ProcView.isOwn ? "the kernel does not count a task's" : "\(ProcView.foreign): no"

    /// The sums over all tasks since each began. A quantity that is unknown of one of them is absent.
    func take(withMigrations: Bool = false) -> Tally {
        var sum = Tally(operations: 1)
        for (index, task) in tasks.enumerated() {
            var tally = Tally(operations: 1)
            if addsUpOwn, task.process == getpid() {
                // All of them at once, with the thread that asks.
                tally.note(task.task == k_gettid() ? ownUsage(of: RUSAGE_SELF) : (0, 0, 0))
            } else if task.task == k_gettid() {
                tally.note(ownUsage(of: RUSAGE_THREAD))
            } else {
                tally.note(usage(in: folders[index]))
            }
            if withMigrations {
                tally.note(.migrations, migrations(in: folders[index]), TaskLedger.untold + " migrations")
            }
            if index == 0 { sum = tally } else { sum.add(tally) }
        }
        return sum
    }

    /// How many CPUs the tasks may run on, all together: one where all are bound to the same. Nil where the kernel does
    /// not report for a task.
    func cpus() -> Int? { TaskLedger.binding(of: tasks).map { Set($0.joined()).count } }

    /// Tasks that somebody moved meanwhile, or whose CPU is gone, measured something else.
    func checkBinding() throws(ProbeFailure) {
        guard let bound, let now = TaskLedger.binding(of: tasks), now != bound else { return }
        let cpus = Set(now.joined()).sorted().prefix(8).map { "\($0)" }.joined(separator: ", ")
        throw ProbeFailure(.cut, "its tasks were moved while it was timed, to CPU \(cpus)")
    }

    /// The CPUs on which each task may run. Nil where the kernel does not report for a task.
    private static func binding(of tasks: [Task]) -> [[Int32]]? {
        var masks: [[Int32]] = []
        var mask = [Int32](repeating: 0, count: 4096)
        for task in tasks {
            let count = Int(k_allowed_cpus(task.task, &mask, Int32(mask.count)))
            guard count > 0 else { return nil }
            masks.append(Array(mask[..<count]))
        }
        return masks
    }

    /// How many tasks there are in the processes of these, and how many children those have. Nil where the kernel does
    /// not tell.
    func alive() -> Int? {
        var sum = 0
        for process in Set(tasks.map(\.process)) {
            guard let folder = ProcView.folder(of: process) else { return nil }
            for task in entriesOfFolder(folder + "/task") {
                // A thread that has ended in between has no children that anybody will ever reap.
                guard let children = textOfFile("\(folder)/task/\(task)/children") else {
                    if ProcView.number(of: "\(folder)/task/\(task)") == process { return nil }
                    continue
                }
                sum += 1 + children.split(separator: " ").count
            }
        }
        return sum
    }

    private typealias Usage = (switches: Int?, voluntary: Int?, faults: Int?)

    private func ownUsage(of whom: __rusage_who) -> Usage {
        var usage = rusage()
        guard getrusage(whom, &usage) == 0 else { return (nil, nil, nil) }
        return (
            Int(usage.ru_nvcsw + usage.ru_nivcsw), Int(usage.ru_nvcsw), Int(usage.ru_minflt + usage.ru_majflt)
        )
    }

    private func usage(in folder: String?) -> Usage {
        guard let folder else { return (nil, nil, nil) }
        let isTold = file.read(folder + "/status")
        let switches = isTold ? file.sum(ofLinesWith: "ctxt_switches") : nil
        let voluntary = isTold ? file.sum(ofLinesWith: "\nvoluntary_ctxt_switches") : nil
        let faults = file.read(folder + "/stat") ? file.fields([7, 9])?.reduce(0, +) : nil
        return (switches, voluntary, faults)
    }

    private func migrations(in folder: String?) -> Int? {
        guard let path = folder.map({ $0 + "/sched" }) else { return nil }
        return file.read(path) ? file.sum(ofLinesWith: "se.nr_migrations") : nil
    }
}

extension Tally {
    fileprivate mutating func note(_ usage: (switches: Int?, voluntary: Int?, faults: Int?)) {
        note(.contextSwitches, usage.switches, TaskLedger.untold + " switches")
        note(.voluntarySwitches, usage.voluntary, TaskLedger.untold + " switches")
        note(.pageFaults, usage.faults, TaskLedger.untold + " page faults")
    }

    mutating func note(_ quantity: Quantity, _ count: Int?, _ reason: String) {
        if let count { counted[quantity] = count } else { absent[quantity] = reason }
    }

    /// What has been counted since an earlier reading. Its operations are for the caller to say.
    func since(_ earlier: Tally) -> Tally {
        var difference = self
        for (quantity, count) in earlier.counted { difference.counted[quantity]? -= count }
        return difference
    }
}
