/// What the little loops beside a batch took.
public struct SentinelReading: Sendable, Hashable, Codable {
    /// Nanoseconds for a fixed chain of multiplies, each of which needs the one before: its time gives the clock, since
    /// a core that is shared runs it as fast as one that is not.
    public var chain: Int64
    /// Nanoseconds for a fixed row of adds that need nothing of each other, and of jumps: its time shows what is left
    /// of the core. The adds alone are as fast as ever beside a neighbour who mostly waits for memory.
    public var adds: Int64

    /// A reading of known times, in nanoseconds.
    public init(chain: Int64, adds: Int64) { (self.chain, self.adds) = (chain, adds) }

    /// Whether the adds take no more of the chain beside them than so much.
    public func isUndisturbed(upTo addsPerChain: Double) -> Bool {
        Double(adds) <= addsPerChain * Double(chain)
    }
}

/// What the sentinel says of the machine during one batch.
public enum BatchLabel: String, Sendable, Hashable, Codable, CaseIterable {
    /// The core to itself, at one frequency.
    case undisturbed
    /// Something else used the core: the other hyper-thread, or an interrupt in the reading.
    case shared
    /// The frequency was not the same on both sides of the batch, or the task was away during a reading.
    case frequencyChanged
}
