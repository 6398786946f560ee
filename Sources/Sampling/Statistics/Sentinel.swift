public import Counters

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

/// The readings of an undisturbed machine, against which others are held.
///
/// It is made from the readings of a whole run. A neighbour who stays from beginning to end becomes the usual state:
/// that shows only against a reference from another run of the same machine.
public struct SentinelReference: Sendable, Hashable {
    /// Nanoseconds of the chain at the usual frequency.
    public var chain: Double
    /// The adds of a core to oneself over the chain beside them. Both follow the clock alike, so a frequency that moves
    /// leaves their ratio alone.
    public var addsPerChain: Double
    /// Core cycles of the chain, where they are known.
    public var cyclesPerChain: Double?
    /// Nanoseconds of a chain's reading that are the clock's.
    public var overhead: Double

    /// How far the chains on both sides of a batch may be apart, as a share. The smallest step of a clock, 100 MHz of 3
    /// to 5 GHz, is 2 to 3 %; a clock that is read in steps of 10 ns is coarse to half of one.
    public static let stepTolerance = 0.02
    /// How far the ratio of adds to chain may be above the reference, as a share. A neighbour makes the adds half as
    /// slow again, so a tenth of that shows one who was there for a tenth of the reading.
    public static let addsTolerance = 0.05
    /// Disturbance only ever slows the adds down, so the smallest ratios are the undisturbed ones, however few: one of
    /// so many, and four at the least, lie close above the smallest. Those of readings in which the clock was read late
    /// are smaller still, and lie apart. Of 20,000 readings beside a busy neighbour 10 were undisturbed, and what took
    /// the smallest but one in a hundred for undisturbed took him for the usual state.
    static let alike = (share: 4000, fewest: 4, within: addsTolerance / 2)

    /// A reference of known parts.
    public init(chain: Double, addsPerChain: Double, cyclesPerChain: Double? = nil, overhead: Double = 0) {
        (self.chain, self.addsPerChain) = (chain, addsPerChain)
        (self.cyclesPerChain, self.overhead) = (cyclesPerChain, overhead)
    }

    /// The reference of a run.
    ///
    /// The usual frequency is where chains are densest; the undisturbed adds are those of the smallest ratios to the
    /// chain beside them. Readings that are not positive are dropped.
    /// - Returns: nil when nothing is left.
    public init?(_ readings: [SentinelReading], clock: CoreClock? = nil) {
        let readings = readings.filter { $0.chain > 0 && $0.adds > 0 }
        // Sorted where they are: there may be millions.
        var chains = readings.map { Double($0.chain) }
        chains.sort()
        guard let chain = halfSampleMode(of: chains) else { return nil }
        chains = []
        // A chain that was interrupted makes a ratio that no core has. It stands out from the readings beside it.
        let steady = readings.indices.filter { index in
            [index - 1, index + 1].allSatisfy { beside in
                !readings.indices.contains(beside)
                    || Double(readings[index].chain) <= Double(readings[beside].chain) * (1 + Self.stepTolerance / 2)
            }
        }
        var ratios = (steady.isEmpty ? Array(readings.indices) : steady).map { index in
            Double(readings[index].adds) / Double(readings[index].chain)
        }
        ratios.sort()
        let fewest = max(Self.alike.fewest, ratios.count / Self.alike.share)
        let first = ratios.indices.dropLast(fewest).first { index in
            ratios[index + fewest] <= ratios[index] * (1 + Self.alike.within)
        }
        let overhead = clock.map { $0.overhead < chain / 2 ? $0.overhead : 0 } ?? 0
        self.init(
            chain: chain, addsPerChain: ratios[first ?? min(fewest, ratios.count - 1)],
            cyclesPerChain: clock?.cyclesPerChain,
            overhead: overhead)
    }

    /// Labels a batch by the readings on both sides of it. The batch's own time plays no part, so the label cannot bend
    /// the estimate; nor does the clock, as long as it is the same on both sides.
    public func label(before: SentinelReading, after: SentinelReading) -> BatchLabel {
        guard before.chain > 0, after.chain > 0, before.adds > 0, after.adds > 0,
            abs(Double(after.chain) / Double(before.chain) - 1) <= Self.stepTolerance
        else { return .frequencyChanged }
        let isAlone = [before, after].allSatisfy {
            $0.isUndisturbed(upTo: addsPerChain * (1 + Self.addsTolerance))
        }
        return isAlone ? .undisturbed : .shared
    }

    /// How much faster the core's clock was between two readings than the usual one: 1.02 is 2 %. 1 where it is not
    /// known.
    public func speed(before: SentinelReading, after: SentinelReading) -> Double {
        let own = (Double(before.chain) + Double(after.chain)) / 2 - overhead
        guard own > 0, chain > overhead else { return 1 }
        return (chain - overhead) / own
    }

    /// The usual frequency in GHz, which is cycles a nanosecond; nil where a chain's cycles are not known.
    public var gigahertz: Double? {
        guard let cyclesPerChain, chain > overhead else { return nil }
        return cyclesPerChain / (chain - overhead)
    }
}

extension SentinelReference {
    /// The reference of a run: made of every reading in it, whichever probe was at work.
    public init?(records: [Record], clock: CoreClock? = nil) {
        let launches = records.flatMap(\.launches).filter(\.isConsistent)
        let readings = launches.flatMap { launch in
            zip(launch.chain, launch.adds).map { SentinelReading(chain: $0, adds: $1) }
        }
        self.init(readings, clock: clock)
    }
}
