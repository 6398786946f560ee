/// What the two little loops beside a batch took.
public struct SentinelReading: Sendable, Hashable, Codable {
    /// Nanoseconds for a fixed chain of multiplies, each of which needs the one before: its time tells the clock, since
    /// a core that is shared runs it as fast as one that is not.
    public var chain: Int64
    /// Nanoseconds for a fixed row of adds that need nothing of each other: its time tells what is left of the core.
    public var adds: Int64

    /// A reading of known times, in nanoseconds.
    public init(chain: Int64, adds: Int64) { (self.chain, self.adds) = (chain, adds) }
}

/// What the sentinel says of the machine during one batch.
public enum BatchLabel: String, Sendable, Hashable, Codable, CaseIterable {
    /// The usual clock, and the core to itself.
    case undisturbed
    /// Something else used the core: the other hyper-thread, or an interrupt in the reading.
    case shared
    /// The clock was not the usual one, or the task was away during the reading.
    case frequencyChanged
}

/// The readings of an undisturbed machine, against which others are held.
///
/// It is made from the readings of a whole run. A neighbour who stays from beginning to end becomes the usual state:
/// that shows only against a reference from another run of the same machine.
public struct SentinelReference: Sendable, Hashable, Codable {
    /// Nanoseconds of the chain at the usual clock.
    public var chain: Double
    /// Nanoseconds of the adds with the core to oneself.
    public var adds: Double

    /// How far a chain may be from the reference, as a share. The smallest step of a clock, 100 MHz of 3 to 5 GHz, is 2
    /// to 3 %; a neighbour on the core leaves the chain alone.
    public static let chainTolerance = 0.02
    /// How far adds may be above the reference, as a share. A neighbour makes them half as slow again (16 an ns against
    /// 10.5 where it was measured), so a tenth of that shows one who was there for a tenth of the reading; and it is
    /// above what a clock within its tolerance can do.
    public static let addsTolerance = 0.05
    /// Disturbance only ever slows the adds down, so the fastest are the undisturbed ones, however few. The very first
    /// are passed over, for readings in which the clock was read late: one of so many, and four at the least.
    static let passedOver = (share: 500, fewest: 4)

    /// A reference of known times, in nanoseconds.
    public init(chain: Double, adds: Double) { (self.chain, self.adds) = (chain, adds) }

    /// The reference of a run.
    ///
    /// The usual clock is where chains are densest; the undisturbed adds are the fastest few of those read at the usual
    /// clock. Readings that are not positive are dropped.
    /// - Returns: nil when nothing is left.
    public init?(_ readings: [SentinelReading]) {
        let readings = readings.filter { $0.chain > 0 && $0.adds > 0 }
        guard let chain = halfSampleMode(of: readings.map { Double($0.chain) }.sorted()) else { return nil }
        let atUsualClock = readings.filter { abs(Double($0.chain) / chain - 1) <= Self.chainTolerance }
        let adds = (atUsualClock.isEmpty ? readings : atUsualClock).map { Double($0.adds) }.sorted()
        let first = max(Self.passedOver.fewest, adds.count / Self.passedOver.share)
        self.init(chain: chain, adds: adds[min(first, adds.count - 1)])
    }

    /// Labels a batch by the readings on both sides of it. The batch's own time plays no part, so the label cannot bend
    /// the estimate.
    public func label(before: SentinelReading, after: SentinelReading) -> BatchLabel {
        let readings = [before, after]
        if readings.contains(where: { !(abs(Double($0.chain) / chain - 1) <= Self.chainTolerance) }) {
            return .frequencyChanged
        }
        return readings.allSatisfy { Double($0.adds) / adds <= 1 + Self.addsTolerance } ? .undisturbed : .shared
    }
}
