internal import Counters

/// What the counters said of a row, per operation. What could not be counted is missing, and its reason is in `absent`.
public struct CountedFigure: Codable, Sendable, Equatable {
    /// Core cycles, user and kernel together.
    public var cycles: Double?
    /// Instructions, user and kernel together.
    public var instructions: Double?
    /// Instructions a cycle.
    public var instructionsPerCycle: Double?
    /// The share of the cycles spent in user mode.
    public var userShare: Double?
    /// The share of the cycles spent in the kernel.
    public var kernelShare: Double?
    /// The clock that the core really ran at while it was counted, in GHz.
    public var gigahertz: Double?
    /// How far that clock moved from the first counted batches to the last, as a share.
    public var clockDrift: Double?
    /// The timed cost of an operation in core cycles: nanoseconds × GHz.
    public var costInCycles: Double?
    /// How much slower the operation is while it is counted: 0.2 is a fifth.
    public var countingCost: Double?
    /// Every event that was counted, by name.
    public var events: [String: Double]
    /// Why other events were not.
    public var absent: [String: String]

    /// Works a counting out; nil when nothing was counted and nothing refused.
    public init?(_ counting: Counting, timed nanoseconds: Double?) {
        guard !counting.events.isEmpty else { return nil }
        let profile = counting.profile
        cycles = profile.cycles.number
        instructions = profile.instructions.number
        instructionsPerCycle = profile.instructionsPerCycle.number
        userShare = profile.userShare.number
        kernelShare = profile.kernelShare.number
        gigahertz = profile.gigahertz.number
        clockDrift = counting.clockDrift
        costInCycles = nanoseconds.flatMap { time in profile.gigahertz.number.map { $0 * time } }
        countingCost = nanoseconds.flatMap { counting.cost(timed: $0) }
        events = [:]
        absent = [:]
        for count in counting.events {
            events[count.event] = count.perOperation.number
            absent[count.event] = count.perOperation.reason
        }
    }
}
