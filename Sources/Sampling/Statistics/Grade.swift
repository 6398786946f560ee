/// What is known of the circumstances of a measurement. What is not known is nil, and no reason for a lower grade.
public struct NoiseEvidence: Sendable, Hashable {
    /// The share of the time that the hypervisor gave to others, from 0 to 1.
    public var stealShare: Double?
    /// The share of the measured CPUs' time that other tasks used, from 0 to 1.
    public var foreignShare: Double?
    /// The share of the periods of a CPU quota in which it stopped the run, from 0 to 1.
    public var throttledShare: Double?
    /// Context switches in a batch beyond those declared: involuntary ones, or others' on the same CPU.
    public var extraSwitchesPerBatch: Double?
    /// The share of the batches that the sentinel calls undisturbed.
    public var undisturbedShare: Double?
    /// The share of the batches in which the core's frequency was not the usual one.
    public var frequencyChangedShare: Double?
    /// Whether batches depend on their place in a visit.
    public var levelness: Levelness?
    /// The trend over the run.
    public var drift: Drift?
    /// The two modes, if there are two.
    public var bimodality: Bimodality?
    /// The autocorrelation of neighbouring batches. Judged only together with `batchCount`.
    public var autocorrelation: Double?
    /// Batches that the estimate rests on.
    public var batchCount: Int?
    /// Half the width of the interval as a share of the median. Judged only together with `precisionTarget`.
    public var relativeHalfWidth: Double?
    /// The half width asked for, as a share of the median.
    public var precisionTarget: Double?

    /// Nothing is known yet.
    public init() {}
}

/// How far a measurement can be trusted, and why no further.
public struct Grade: Sendable, Hashable {
    /// From undisturbed to not to be used.
    public enum Letter: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
        /// Undisturbed.
        case a = "A"
        /// Something was noticed.
        case b = "B"
        /// Something serious.
        case c = "C"
        /// Not to be used.
        case d = "D"

        /// A worse letter is greater.
        public static func < (left: Letter, right: Letter) -> Bool { left.rawValue < right.rawValue }
    }

    /// The letter of the worst reason; A without any.
    public var letter: Letter
    /// What was beyond its limit, the worst first, otherwise in the order of ``NoiseEvidence``.
    public var reasons: [Noise]

    /// Judges the evidence by the limits in ``Noise``.
    public init(_ evidence: NoiseEvidence) {
        var candidates: [Noise?] = [
            evidence.stealShare.map(Noise.steal), evidence.foreignShare.map(Noise.foreignTime),
            evidence.throttledShare.map(Noise.throttled),
            evidence.extraSwitchesPerBatch.map(Noise.extraSwitches),
            evidence.undisturbedShare.map(Noise.fewUndisturbed),
            evidence.frequencyChangedShare.map(Noise.frequencyChanged), evidence.levelness.map(Noise.notLevel),
            evidence.drift.map(Noise.drift),
            evidence.bimodality.map(Noise.bimodality),
        ]
        if let count = evidence.batchCount {
            // Independent batches show a lag 1 of about 1/√n by chance.
            if let autocorrelation = evidence.autocorrelation,
                autocorrelation * Double(max(0, count)).squareRoot() > Noise.autocorrelationSignificance
            {
                candidates.append(.autocorrelated(autocorrelation))
            }
            candidates.append(.fewBatches(count: count))
        }
        if let halfWidth = evidence.relativeHalfWidth, let target = evidence.precisionTarget {
            candidates.append(.targetMissed(halfWidth: halfWidth, target: target))
        }
        let found = candidates.compactMap(\.self).filter { $0.letter > .a }
        reasons = Letter.allCases.reversed().flatMap { letter in found.filter { $0.letter == letter } }
        letter = reasons.first?.letter ?? .a
    }
}
