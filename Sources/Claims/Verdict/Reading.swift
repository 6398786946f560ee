internal import Basics
internal import Results
internal import Sampling

/// One figure, compared with what a claim allows.
struct Reading: Sendable {
    /// What is read: `cost`, `net`, or a workload; empty where there is but one figure.
    let label: String
    /// The figure.
    let headline: Headline
    /// The figure over what is allowed.
    let excess: Estimate
    /// What is allowed, in words.
    let allowed: String
    /// What kind of figure it is.
    let standing: Standing
    /// The same time in accesses to DRAM, the mail's own yardstick.
    var dramAccesses: Estimate?
    /// Whether all that went into it was measured in the same rounds.
    let isPaired: Bool
    /// By how many times more than a row it moves from run to run (``Cost/unrest``).
    let unrest: Double

    var verdict: Verdict { Verdict(excess, standing, unrest: unrest) }

    /// The value that is compared where several readings have the same kind of figure.
    var value: Double { headline.estimate?.median ?? 0 }

    /// A figure against a bound. `kind` is what it is a figure of.
    init(
        _ label: String, _ cost: Cost, as kind: (Estimate) -> Headline = Headline.ratio, _ bound: Bound,
        _ standing: Standing = .measured
    ) {
        self.init(label, kind(cost.estimate), of: cost, bound, standing)
    }

    /// A figure that is shown as one thing and compared with a bound as another: a time against a null call.
    init(
        _ label: String, _ headline: Headline, of cost: Cost, _ bound: Bound, allowed: String? = nil,
        _ standing: Standing = .measured
    ) {
        (self.label, self.headline, self.standing) = (label, headline, standing)
        excess = bound.excess(of: cost.estimate)
        self.allowed = allowed ?? bound.words(for: headline)
        (isPaired, unrest) = (cost.isPaired, cost.unrest)
    }

    /// A figure that is one of two, according to what is meant. The upper end is the usual meaning and gives the
    /// factor; its interval reaches over both.
    init(
        _ label: String, from lower: Cost, to upper: Cost, as kind: (Estimate) -> Headline, _ bound: Bound
    ) {
        let (low, high) = (bound.excess(of: lower.estimate), bound.excess(of: upper.estimate))
        self.label = label
        headline = .range(kind(lower.estimate), kind(upper.estimate))
        excess = Estimate(
            median: high.median, low: min(low.low, high.low), high: max(low.high, high.high), count: high.count)
        allowed = bound.words(for: headline)
        standing = .measured
        (isPaired, unrest) = (lower.isPaired && upper.isPaired, max(lower.unrest, upper.unrest))
    }

    /// "cost 1.08 µs [1.078 … 1.089] against at most 650 ns: off by 1.66×".
    var words: String {
        let verdict = verdict
        let moves = Format.percent(Judge.usualMargin * unrest)
        return (label.isEmpty ? "" : label + " ") + "\(headline.words) against \(allowed): "
            + (verdict.word == .cannotTell ? "decides nothing" : verdict.text)
            + (verdict.lacksMargin ? ", since it may move by \(moves) from run to run" : "")
    }
}

extension Reading {
    /// Of readings that all have to be as claimed, the one that decides: one that refutes the claim; or else one that
    /// decides nothing; or else that which is furthest off.
    static func deciding(_ readings: [Reading]) -> Reading? {
        func rank(_ reading: Reading) -> (Int, Double) {
            switch reading.verdict.word {
            case .doesNotHold: (2, reading.excess.median)
            case .cannotTell: (1, reading.excess.median)
            default: (0, reading.excess.median)
            }
        }
        return readings.max { rank($0) < rank($1) }
    }

    /// Of readings of which most have to be as claimed, the one in the middle: more than half are no further off.
    static func middle(_ readings: [Reading]) -> Reading? {
        let sorted = readings.sorted { $0.excess.median < $1.excess.median }
        return sorted.isEmpty ? nil : sorted[sorted.count / 2]
    }
}
