public import Counters

/// One probe, set up and ready in its own worker; or, in tests, a script.
public protocol Instrument: AnyObject {
    /// Whether there is a baseline: the same operations without what is to be measured.
    var hasBaseline: Bool { get }
    /// Remarks that belong to the figures.
    var notes: [String] { get }
    /// Numbers that belong to the figures, by name.
    var facts: [RowFact: Double] { get }
    /// Finds out what takes long and is wanted once, and adds it to the remarks and numbers.
    func study() throws(ProbeFailure)
    /// Runs so many iterations of the operation, or of the baseline, with the kernel's counters attached.
    func prove(iterations: Int, baseline: Bool) throws(ProbeFailure) -> Tally
    /// Runs and times batches, with no counter attached.
    func visit(_ order: VisitOrder) throws(ProbeFailure) -> Visit
    /// Runs the operation in stretches, each as long as all before it together and the first as long as a batch, and
    /// gives back the nanoseconds of an iteration in each: how the row gets warm.
    func warmUp(_ order: VisitOrder, stretches: Int) throws(ProbeFailure) -> [Double]
    /// Counts `events` in so many batches for each group of them that the hardware holds at once.
    func count(_ events: [CounterEvent], iterations: Int, batches: Int) throws(ProbeFailure) -> Counting
    /// Times single iterations, for so many nanoseconds altogether.
    func distribution(for nanoseconds: Int64) throws(ProbeFailure) -> Distribution
    /// Ends it and everything that it made.
    func end()
}

extension Instrument {
    /// None.
    public var facts: [RowFact: Double] { [:] }
    /// Nothing takes long.
    public func study() throws(ProbeFailure) {}
}

/// Where instruments come from.
public protocol InstrumentMaker {
    /// Sets a probe up afresh.
    func open(_ subject: Subject) throws(ProbeFailure) -> any Instrument
}
