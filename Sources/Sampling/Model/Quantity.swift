/// What the kernel itself counts, and a probe therefore has to declare.
public enum Quantity: String, Codable, Sendable, CaseIterable, CodingKeyRepresentable {
    /// A task left its CPU, of its own will or not.
    case contextSwitches = "context-switches"
    /// A task left its CPU because it had to wait for something. Where an operation takes milliseconds, ticks give the
    /// CPU to others meanwhile, which is none of its doing and looks the same in the count of all switches.
    case voluntarySwitches = "voluntary-switches"
    /// A task changed its CPU.
    case migrations = "cpu-migrations"
    /// A page had to be found or made.
    case pageFaults = "page-faults"
    /// A task entered the kernel by a system call.
    case syscalls = "syscalls"
    /// A task was made.
    case tasksCreated = "tasks-created"
    /// A task that was made has ended, and nothing of it is left.
    case tasksReaped = "tasks-reaped"

    /// The quantity of a name, which files of version 1 have too.
    public init?(rawValue name: String) {
        let known = name == "kernel-entries" ? Quantity.syscalls.rawValue : name
        guard let quantity = Quantity.allCases.first(where: { $0.rawValue == known }) else { return nil }
        self = quantity
    }

    /// The quantity in a sentence, after a number.
    public var words: String {
        switch self {
        case .contextSwitches: "context switches"
        case .voluntarySwitches: "voluntary switches"
        case .migrations: "migrations"
        case .pageFaults: "page faults"
        case .syscalls: "system calls"
        case .tasksCreated: "tasks created"
        case .tasksReaped: "tasks reaped"
        }
    }
}

/// What one operation of a probe does, as far as the kernel can count it. What is not declared is stated, not checked.
public struct Declaration: Codable, Sendable, Equatable {
    /// The declared number per operation.
    public var perOperation: [Quantity: Double]
    /// Context switches that the change from the baseline to the operation and back takes, a batch: they happen
    /// beside the timed parts, but the kernel's books on a task hold them too.
    public var handover: Double
    /// CPUs to which its tasks are bound, all together; nil where they are left to the scheduler.
    public var cpus: Int?
    /// Other numbers of context switches that can be explained here; nil where there are none.
    public var allowance: Allowance?

    /// Context switches an operation that are not the declared number and still true: the row then says how many.
    public struct Allowance: Codable, Sendable, Equatable {
        /// From how many to how many.
        public var switches: ClosedRange<Double>
        /// What explains them, in a few words.
        public var why: String

        /// An allowance.
        public init(_ switches: ClosedRange<Double>, because why: String) {
            self.switches = switches
            self.why = why
        }
    }

    /// The quantity in which it declares what it switches, if it does.
    public var switching: Quantity? {
        [.contextSwitches, .voluntarySwitches].first { (perOperation[$0] ?? 0) > 0 }
    }

    /// A declaration of `perOperation`, to which "never migrates" is added: a probe that moves measures something else;
    /// and that what is made is reaped.
    public init(
        _ perOperation: [Quantity: Double], handover: Double = 0, cpus: Int? = nil, allowance: Allowance? = nil
    ) {
        self.handover = handover
        self.cpus = cpus
        self.allowance = allowance
        var implied: [Quantity: Double] = [.migrations: 0]
        implied[.tasksReaped] = perOperation[.tasksCreated]
        self.perOperation = perOperation.merging(implied) { declared, _ in declared }
    }
}

/// What the kernel counted while a known number of operations ran.
public struct Tally: Codable, Sendable, Equatable {
    /// How many operations ran.
    public var operations: Int
    /// The counts. What could not be counted is missing here and has its reason in `absent`.
    public var counted: [Quantity: Int]
    /// Why a quantity is not in `counted`.
    public var absent: [Quantity: String]
    /// CPUs on which the tasks may run, all together; nil where nobody looked.
    public var cpus: Int?
    /// Nanoseconds in which it was counted; nil in files from before they were noted.
    public var elapsed: Int64?

    /// A tally of nothing, or of what is given.
    public init(operations: Int = 0, counted: [Quantity: Int] = [:], absent: [Quantity: String] = [:]) {
        self.operations = operations
        self.counted = counted
        self.absent = absent
    }

    /// Counts per operation.
    public var perOperation: [Quantity: Double] {
        operations > 0 ? counted.mapValues { Double($0) / Double(operations) } : [:]
    }

    /// Adds another tally. A quantity that either side could not count stays uncounted: half a sum would be a lie.
    public mutating func add(_ other: Tally) {
        if operations == 0 { self = other; return }
        // What a file says may be absurd: a sum that wraps is no worse, and never ends the program.
        operations &+= other.operations
        cpus = [cpus, other.cpus].compactMap(\.self).max()
        elapsed = elapsed.flatMap { mine in other.elapsed.map { mine &+ $0 } }
        absent.merge(other.absent) { mine, _ in mine }
        counted = counted.merging(other.counted, uniquingKeysWith: &+).filter {
            counted[$0.key] != nil && other.counted[$0.key] != nil
        }
    }
}
