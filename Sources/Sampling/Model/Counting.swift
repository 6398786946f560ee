public import Counters

/// What the counters said of a row, in batches of their own: attached counters slow an operation down, so times and
/// counts are never taken together.
public struct Counting: Codable, Sendable, Equatable {
    /// How often each event happened in one operation, or why it could not be counted.
    public var events: [EventCount]
    /// Median nanoseconds of one operation while it was counted; nil where nothing was.
    public var nanosecondsPerOperation: Double?
    /// The clock of the core in each batch in which cycles were counted, in GHz, in the order of the batches.
    public var gigahertz: [Double]

    /// A counting.
    public init(events: [EventCount], nanosecondsPerOperation: Double?, gigahertz: [Double] = []) {
        self.events = events
        self.nanosecondsPerOperation = nanosecondsPerOperation
        self.gigahertz = gigahertz
    }

    /// What was counted, made of the batches of all groups.
    public init(layout: GroupLayout, batches: [CountedBatch]) {
        events = eventCounts(layout, batches)
        nanosecondsPerOperation = median(
            of: batches.filter { $0.operations > 0 }.map { $0.nanoseconds / Double($0.operations) })
        gigahertz = layout.groups.indices.flatMap { group in
            let own = batches.filter { $0.group == group }
            return own.compactMap { batch in
                let profile = OperationProfile(
                    eventCounts(layout, [batch]), nanoseconds: batch.nanoseconds / max(Double(batch.operations), 1))
                return profile.gigahertz.number
            }
        }
    }

    /// What the counts come to.
    public var profile: OperationProfile { OperationProfile(events, nanoseconds: nanosecondsPerOperation ?? .nan) }

    /// How much slower an operation is while it is counted: 0.2 is a fifth. nil where it was not counted.
    public func cost(timed nanoseconds: Double) -> Double? {
        guard let counted = nanosecondsPerOperation, nanoseconds > 0 else { return nil }
        return counted / nanoseconds - 1
    }

    /// How far the clock moved from the first third of the batches to the last, as a share; nil for fewer than six.
    public var clockDrift: Double? {
        guard gigahertz.count >= 6, let early = median(of: Array(gigahertz.prefix(gigahertz.count / 3))),
            let late = median(of: Array(gigahertz.suffix(gigahertz.count / 3))), early > 0
        else { return nil }
        return late / early - 1
    }
}
