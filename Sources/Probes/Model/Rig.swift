internal import Counters
public import Sampling

/// A probe that is set up: its loops, and the tasks whose switches count.
public struct Rig {
    /// Runs so many iterations of the operation. Throws when one goes wrong, which makes the row failed.
    public private(set) var loop: (Int) throws -> Void
    /// The same for an operation of which only parts are to be timed: it has a stopwatch time those.
    public private(set) var timing: ((Int, inout Stopwatch) throws -> Void)?
    /// The same operations without what is to be measured; for a switch, done by one task alone.
    public private(set) var baseline: ((Int) throws -> Void)?
    /// The same for a baseline of which only parts are to be timed.
    public private(set) var baselineTiming: ((Int, inout Stopwatch) throws -> Void)?
    /// What one iteration comes to, where the probe's unit is not that of time.
    public let gauge: (() throws -> Int64)?
    /// The tasks beside the worker's own thread that take part in an operation.
    public let partners: [Participant]
    /// Remarks that belong to the figure: what was only partly possible.
    public private(set) var notes: [String]
    /// Numbers that were seen while it was set up and that belong to the figure, by name.
    public private(set) var facts: [RowFact: Double]
    /// How many more operations its tasks have done so far than its iterations hold, below 0 if fewer: of tasks that
    /// take turns as the scheduler likes.
    public let besides: (() -> Int)?
    /// How long each operation is under way, where several are at once.
    public let overlap: Overlap?
    /// Finds out what belongs to the figure and takes long, once: in the worker that proves the row, after its proof.
    public private(set) var study: (() throws -> Study)?
    /// Undoes what `prepare` did.
    public private(set) var finish: () -> Void

    /// A rig. Its partners are those that it made, and those that it found: threads of the kernel.
    public init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [], facts: [RowFact: Double] = [:],
        overlap: Overlap? = nil, besides: (() -> Int)? = nil, baseline: ((Int) throws -> Void)? = nil,
        finish: @escaping () -> Void = {}, loop: @escaping (Int) throws -> Void
    ) {
        self.loop = loop
        self.besides = besides
        self.overlap = overlap
        gauge = nil
        self.baseline = baseline
        self.partners = partners.map { Participant(process: $0.process, task: $0.task) } + found
        self.notes = notes
        self.facts = facts
        self.finish = finish
    }

    /// A rig whose operation and baseline are both timed by the stopwatch.
    init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [], finish: @escaping () -> Void,
        baselineTiming: @escaping (Int, inout Stopwatch) throws -> Void,
        timing: @escaping (Int, inout Stopwatch) throws -> Void
    ) {
        self.init(partners: partners, found: found, notes: notes, finish: finish, timing: timing)
        self.baselineTiming = baselineTiming
        baseline = { n in
            var unread = Stopwatch(Clock(source: .raw, nanosecondsPerTick: 1))
            try baselineTiming(n, &unread)
        }
    }

    /// A rig that has more to do for an operation than is to be timed.
    ///
    /// - Parameter timing: runs so many iterations, and has the stopwatch time those of their parts that are the
    ///   operation.
    public init(
        partners: [Partner] = [], found: [Participant] = [], notes: [String] = [], facts: [RowFact: Double] = [:],
        baseline: ((Int) throws -> Void)? = nil, finish: @escaping () -> Void = {},
        timing: @escaping (Int, inout Stopwatch) throws -> Void
    ) {
        self.init(
            partners: partners, found: found, notes: notes, facts: facts, baseline: baseline, finish: finish
        ) { n in
            var unread = Stopwatch(Clock(source: .raw, nanosecondsPerTick: 1))
            try timing(n, &unread)
        }
        self.timing = timing
    }

    /// A rig whose iterations are not timed: each says itself what it comes to, in the probe's unit.
    public init(
        notes: [String] = [], facts: [RowFact: Double] = [:], finish: @escaping () -> Void = {},
        gauge: @escaping () throws -> Int64
    ) {
        loop = { n in for _ in 0..<n { _ = try gauge() } }
        self.gauge = gauge
        overlap = nil
        besides = nil
        baseline = nil
        partners = []
        self.notes = notes
        self.facts = facts
        self.finish = finish
    }

    /// The same rig with more numbers.
    func adding(facts more: [RowFact: Double]) -> Rig {
        var copy = self
        copy.facts.merge(more) { $1 }
        return copy
    }

    /// The same rig with something to find out once.
    func studied(by study: @escaping () throws -> Study) -> Rig {
        var copy = self
        copy.study = study
        return copy
    }

    /// The same rig, an iteration of which is so many of its own.
    func inSteps(of count: Int) -> Rig {
        var copy = self
        copy.loop = { [loop] n in try loop(n * count) }
        copy.timing = timing.map { timing in { n, watch in try timing(n * count, &watch) } }
        return copy
    }

    /// The same rig with more remarks, and more to undo at its end.
    func adding(notes more: [String], finish last: @escaping () -> Void) -> Rig {
        var copy = self
        copy.notes += more
        copy.finish = { [finish] in
            finish()
            last()
        }
        return copy
    }
}

/// What a rig finds out once.
public struct Study {
    /// Remarks that belong to the figure.
    public var notes: [String]
    /// Numbers that belong to it, by name.
    public var facts: [RowFact: Double]
}

/// Operations of which several are under way at once, so that the time of one is more than its share of the loop's.
public struct Overlap {
    /// How many are under way.
    public let inFlight: Int
    /// How many to run at once, so that starting and ending them does not matter.
    public let batch: Int
    /// Runs so many, and gives back for how many nanoseconds each was under way.
    public let run: (Int) throws -> [Int64]
}

/// A task that takes part in an operation, by the numbers under which proc knows it.
public struct Participant: Sendable, Equatable {
    /// Its thread group.
    public let process: Int32
    /// Its own number.
    public let task: Int32
    /// Whether it is a thread of the kernel's or of io_uring's: it makes no system calls, and a tracer would break what
    /// it does off.
    public let staysInKernel: Bool

    init(process: Int32, task: Int32, staysInKernel: Bool = false) {
        self.process = process
        self.task = task
        self.staysInKernel = staysInKernel
    }
}
