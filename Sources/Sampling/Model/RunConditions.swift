internal import Basics
public import Counters

/// The circumstances of a run.
public struct RunConditions: Codable, Sendable, Equatable {
    /// How the run was to be spent.
    public var plan: Plan
    /// The CPU that was measured.
    public var cpu: Int
    /// The second CPU of probes that use two.
    public var otherCPU: Int?
    /// What the batches were timed with.
    public var clock: String
    /// When it began: seconds since 1970.
    public var began: Int64
    /// How long it took, in seconds.
    public var seconds: Double = 0
    /// Whether the user ended it early.
    public var wasInterrupted = false
    /// Whether it came to its end: false in what is saved while it goes on; nil in earlier files.
    public var wasFinished: Bool?
    /// How many rows got less than their share because something outside took their workers or their CPU away; nil
    /// where none did.
    public var rowsCutShort: Int?
    /// The core's own clock, by the sentinel; nil where it is not known.
    public var coreClock: CoreClock?
    /// Why it is not, where it was looked for.
    public var noCycles: String?
    /// Why no hardware event was counted, where none was.
    public var noCounters: String?
    /// The share of the periods of the control group's CPU quota in which the quota stopped the run; nil without one.
    public var throttledShare: Double?
    /// The share of the measured CPU's time that the hypervisor gave to others, where the kernel knows.
    public var stealShare: Double?
    /// The share of the measured CPU's time that went to tasks that are not toll's.
    public var foreignShare: Double?
    /// How many further CPUs' worth of time went to tasks that are not toll's: on CPUs that may share a core, its
    /// caches or its clock with the measured one. A virtual machine's kernel does not know which do.
    public var foreignElsewhere: Double?

    /// Conditions at the start of a run.
    public init(plan: Plan, cpu: Int, otherCPU: Int?, clock: String, began: Int64) {
        self.plan = plan
        self.cpu = cpu
        self.otherCPU = otherCPU
        self.clock = clock
        self.began = began
    }

    /// What has to be known of a run that did not come to its end; nil where nothing says that it did not.
    public var shortfall: String? {
        if wasInterrupted { return "the run was interrupted and did not finish" }
        if let rows = rowsCutShort, rows > 0 {
            return "the run did not come to its end: \(numbered(rows, "row was", "rows were")) cut short"
        }
        return wasFinished == false ? "the run did not finish: this is what was last saved of it" : nil
    }
}
