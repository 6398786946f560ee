internal import Basics
internal import CKernel

/// The core's own clock, by a loop whose cycles are known: the sentinel's chain of dependent multiplies.
///
/// Dependent adds of registers take one cycle each. A multiply takes a small whole number, which is found by holding
/// the two against each other; so the time of a chain of them gives the core's frequency at that moment, without a
/// counter.
public struct CoreClock: Sendable, Codable, Equatable {
    /// Core cycles that one reading of the sentinel's chain takes.
    public var cyclesPerChain: Double
    /// Nanoseconds of such a reading that are the clock's and not the chain's.
    public var overhead: Double

    /// A clock of known parts.
    public init(cyclesPerChain: Double, overhead: Double) {
        (self.cyclesPerChain, self.overhead) = (cyclesPerChain, overhead)
    }

    /// Why a chain's cycles are not known.
    public struct Refusal: Error, Equatable, CustomStringConvertible {
        /// One line for people.
        public let description: String
    }

    /// Nanoseconds of a chain of dependent adds and of one of dependent multiplies, one after the other.
    public struct Trial: Sendable, Equatable {
        /// Of the adds.
        public var adds: Double
        /// Of the multiplies.
        public var multiplies: Double

        /// A trial of known times.
        public init(adds: Double, multiplies: Double) { (self.adds, self.multiplies) = (adds, multiplies) }
    }

    /// Adds in a trial, and a third as many multiplies: some 8 µs each, long against a step of a coarse clock and
    /// short against those of the core's.
    public static let addsPerTrial = 30_000
    static let multipliesPerTrial = addsPerTrial / 3
    /// How far from a whole number the cycles of a multiply may come out.
    static let tolerance = 0.02
    private static let trials = 201

    /// The clock by trials that were made, each less `overhead` nanoseconds for reading the clock.
    ///
    /// - Throws: a `Refusal` where a multiply's cycles do not come out as a whole number.
    public init(trials: [Trial], overhead: Double) throws(Refusal) {
        let ratios = trials.compactMap { trial -> Double? in
            let (adds, multiplies) = (trial.adds - overhead, trial.multiplies - overhead)
            return adds > 0 && multiplies > 0
                ? multiplies / adds * Double(CoreClock.addsPerTrial) / Double(CoreClock.multipliesPerTrial) : nil
        }.sorted()
        guard !ratios.isEmpty else { throw Refusal(description: "the clock is too coarse to time a loop of 8 µs") }
        let latency = ratios[ratios.count / 2]
        let whole = latency.rounded()
        guard whole >= 1, whole <= 32, abs(latency / whole - 1) <= CoreClock.tolerance else {
            throw Refusal(
                description:
                    "a dependent multiply takes \(Format.digits(latency)) cycles of a dependent add, which is no "
                    + "whole number")
        }
        self.init(cyclesPerChain: whole * Double(k_sentinel_chain_length), overhead: overhead)
    }

    /// Finds the clock of the core that the calling thread runs on.
    ///
    /// - Throws: a `Refusal` where it cannot be known.
    public static func calibrated(with clock: Clock) throws(Refusal) -> CoreClock {
        let trials = (0..<CoreClock.trials).map { _ in
            let start = clock.now()
            k_sentinel_steps(addsPerTrial)
            let between = clock.now()
            k_sentinel_multiplies(multipliesPerTrial)
            let end = clock.now()
            return Trial(
                adds: Double(clock.nanoseconds(from: start, to: between)),
                multiplies: Double(clock.nanoseconds(from: between, to: end)))
        }
        return try CoreClock(trials: trials, overhead: clock.readCost)
    }
}
