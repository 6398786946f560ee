internal import Basics

/// Whether a machine is quiet enough to judge a change by what it measures: asked before a run, of what was seen of the
/// CPU for a moment.
public struct Quietness: Sendable, Equatable, Codable {
    /// The share of the CPU's time that the hypervisor gave to others; nil where the kernel does not tell.
    public var stealShare: Double?
    /// The share of the CPU's time that other tasks used; nil where the kernel does not tell.
    public var foreignShare: Double?
    /// How many CPUs' worth of time the control group may use; nil where it is not limited.
    public var quota: Double?

    /// What was seen.
    public init(stealShare: Double?, foreignShare: Double?, quota: Double?) {
        (self.stealShare, self.foreignShare, self.quota) = (stealShare, foreignShare, quota)
    }

    /// Why nothing is to be judged here and now, a sentence each; empty where the machine is quiet enough. The limits
    /// are those from which a figure's grade is C at best.
    public var reasons: [String] {
        var reasons: [String] = []
        if let share = stealShare, Noise.steal(share: share).letter >= .c {
            reasons.append(
                "the hypervisor gave \(Format.percent(share)) of the time to others "
                    + "(limit \(Format.percent(Noise.stealLimit.serious)))")
        }
        if let share = foreignShare, Noise.foreignTime(share: share).letter >= .c {
            reasons.append(
                "other tasks used \(Format.percent(share)) of the CPU's time "
                    + "(limit \(Format.percent(Noise.foreignLimit.serious)))")
        }
        if let quota, quota < 1 {
            reasons.append(
                "the control group may use \(Format.decimal(quota, places: 2)) CPUs' worth of time (limit 1), "
                    + "and is stopped when that is used up")
        }
        if stealShare == nil, foreignShare == nil {
            reasons.append("/proc/stat does not say how busy the CPU is")
        }
        return reasons
    }
}
