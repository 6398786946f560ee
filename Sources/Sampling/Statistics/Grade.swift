/// What is known of the circumstances of a measurement. What could not be known is nil, and no reason for a lower grade.
public struct NoiseEvidence: Sendable, Hashable {
    /// The share of the time that the hypervisor gave to others, from 0 to 1.
    public var stealShare: Double?
    /// The share of the measured CPUs' time that other tasks used, from 0 to 1.
    public var foreignShare: Double?
    /// Context switches in a batch beyond those declared: involuntary ones, or others' on the same CPU.
    public var extraSwitchesPerBatch: Double?
    /// Interrupts in a millisecond on the measured CPUs.
    public var interruptsPerMillisecond: Double?
    /// The share of the batches that the sentinel calls calm.
    public var calmShare: Double?
    /// The share of the batches beside which the clock was not the usual one.
    public var clockMovedShare: Double?
    /// The trend over the run.
    public var drift: Drift?
    /// The two humps, if there are two.
    public var twoHumps: TwoHumps?
    /// The autocorrelation of neighbouring batches. Judged only together with `batchCount`.
    public var lag1: Double?
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
    /// A: undisturbed. B: something was noticed. C: something serious. D: not to be used.
    public enum Letter: String, Sendable, Hashable, Codable, Comparable, CaseIterable {
        case a = "A"
        case b = "B"
        case c = "C"
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
            evidence.extraSwitchesPerBatch.map(Noise.extraSwitches),
            evidence.interruptsPerMillisecond.map(Noise.interrupts), evidence.calmShare.map(Noise.fewCalm),
            evidence.clockMovedShare.map(Noise.clockMoved), evidence.drift.map(Noise.drift),
            evidence.twoHumps.map(Noise.twoHumps),
        ]
        if let count = evidence.batchCount {
            // Independent batches show a lag 1 of about 1/√n by chance.
            if let lag1 = evidence.lag1, lag1 * Double(max(0, count)).squareRoot() > Noise.lagSignificance {
                candidates.append(.resemblance(lag1: lag1))
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
