public import Counters

/// The readings of an undisturbed machine, against which others are held.
///
/// It is made from the readings of a whole run. A neighbour who stays from beginning to end and always uses as much of
/// the core becomes the usual state: that shows only against a reference from another run of the same machine.
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
    /// Whether the core was seen undisturbed through a whole visit. Beside a neighbour who stays, the few readings that
    /// he left alone most are alike too; but those round them are not. A batch is called undisturbed only by a
    /// reference that is sure.
    public var isSure = true

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

    /// A visit of at least so many readings is steady if the ratios of all but a tenth on either side lie so close
    /// together, or as a step of the clock makes them. Of 1,272 visits beside a neighbour who stayed none was, and of
    /// those in a quiet minute 95 in a hundred.
    static let steady = (fewest: 16, outliers: 0.1, within: addsTolerance / 2)

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
        let isAlone = [before, after].allSatisfy { isUndisturbed(Double($0.adds) / Double($0.chain)) }
        return isAlone ? .undisturbed : .shared
    }

    /// Whether adds that took so much of the chain beside them are those of a core to oneself.
    public func isUndisturbed(_ addsPerChain: Double) -> Bool {
        isSure && addsPerChain <= self.addsPerChain * (1 + Self.addsTolerance)
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
    ///
    /// Where no visit is long enough to show that the core was steady, the smallest ratios are believed.
    public init?(records: [Record], clock: CoreClock? = nil) {
        let launches = records.flatMap(\.launches).filter(\.isConsistent)
        let readings = launches.flatMap { launch in
            zip(launch.chain, launch.adds).map { SentinelReading(chain: $0, adds: $1) }
        }
        self.init(readings, clock: clock)
        let long = launches.filter { !$0.rounds.isEmpty && $0.readingsPerVisit >= Self.steady.fewest }
        guard !long.isEmpty else { return }
        let step = Self.step(of: long.flatMap(\.adds))
        isSure = long.contains { launch in launch.rounds.indices.contains { isSteady(launch, visit: $0, step: step) } }
    }

    /// Whether the core was undisturbed through a visit.
    private func isSteady(_ launch: Launch, visit: Int, step: Double) -> Bool {
        let readings = visit * launch.readingsPerVisit..<(visit + 1) * launch.readingsPerVisit
        var ratios = readings.map { Double(launch.adds[$0]) / Double(max(1, launch.chain[$0])) }
        ratios.sort()
        guard let low = quantile(Self.steady.outliers, of: ratios), low > 0,
            let high = quantile(1 - Self.steady.outliers, of: ratios), let middle = quantile(0.5, of: ratios)
        else { return false }
        // A step more or less of either loop.
        let coarse = step / (addsPerChain * chain) + step / chain
        return high <= low * (1 + max(Self.steady.within, coarse))
            && middle <= addsPerChain * (1 + Self.addsTolerance)
    }

    /// Nanoseconds from one value that a clock shows to the next, by some of its readings; 0 where all are the same.
    /// Values that lie 1 or 2 ns apart may be one that was rounded.
    private static func step(of times: [Int64]) -> Double {
        let shown = times.prefix(1000).sorted()
        return Double(zip(shown, shown.dropFirst()).lazy.map { $1 - $0 }.filter { $0 > 2 }.min() ?? 0)
    }
}
