internal import Basics
internal import Glibc
public import Sampling

/// What a comparison says of one row of one side.
public struct Outcome: Codable, Sendable, Equatable {
    /// The verdicts there are.
    public enum Verdict: String, Codable, Sendable, CaseIterable {
        /// The whole interval of the ratio lies below what a machine differs from itself.
        case faster
        /// The whole interval lies above it.
        case slower
        /// No difference that is worth the name was seen.
        case withinNoise = "within noise"
        /// The figures do not allow a verdict.
        case cannotTell = "cannot tell"
    }

    /// The verdict.
    public var verdict: Verdict
    /// The side's figure over the baseline's: above 1 is slower. Nil where there is no ratio.
    public var ratio: Estimate?
    /// Why it is unknown.
    public var reason: String?
    /// How many times as long both runs would have to be for a verdict; nil where more time does not help.
    public var wantsTimes: Double?

    /// Fewer batches on a side than this carry no verdict.
    public static let fewestBatches = 12

    /// An outcome of known parts.
    public init(_ verdict: Verdict, ratio: Estimate?, reason: String? = nil, wantsTimes: Double? = nil) {
        (self.verdict, self.ratio, self.reason, self.wantsTimes) = (verdict, ratio, reason, wantsTimes)
    }
}

/// The rule by which two figures are compared.
///
/// Two things must come together for a verdict: the 95 % interval of the ratio excludes 1, which is the statistics'
/// part; and it does so by a margin, which is the machine's. From one run to the next a machine is in another state
/// (placement of memory, what the neighbours do), which no interval of a single run can know.
public struct Judge: Sendable {
    /// How far a ratio must be from 1, as a factor less 1, before it is more than the machine's own unrest.
    public var margin: Double
    /// Which figure is compared.
    public var quantity: Quantity

    /// The figures of a row.
    public enum Quantity: String, Sendable, CaseIterable, Codable {
        /// What the task pays.
        case cost
        /// The same less its baseline.
        case net
        /// What the task pays, in core cycles: machines of different make apart from their clocks.
        case cycles
    }

    /// The margin without a wish: from run to run the state of a machine moves rows by about 1 %, to either side.
    public static let usualMargin = 0.02
    /// A busy neighbour on the other half of a core takes up to half of it, so rows known only from disturbed batches
    /// differ for certain only beyond this factor.
    public static let sharedCore = 2.0
    /// An interval that reaches farther than this factor from its middle says too little to speak of noise.
    public static let widest = 1.25

    /// A rule.
    public init(margin: Double = usualMargin, quantity: Quantity = .cost) {
        (self.margin, self.quantity) = (margin, quantity)
    }

    /// By how much more two runs of one machine may differ when none of a row's batches was undisturbed: who shares the
    /// core leaves his mark in the caches, and undisturbed batches feel it too. In a crowded hour three of seven pairs
    /// of runs moved in all their switches by 3 to 6 %; where it was looked at, two of five batches were undisturbed.
    public static let unrestOfShared = 0.04
    /// The same when other tasks or machines took all of the CPU's time: two runs of which they took 30 and 51 %
    /// differed by 11 % in pipes and fork.
    public static let unrestOfTaken = 0.2

    /// A median stands as long as more than half of its values do: where others took more than half of the CPU's time,
    /// operations that wait were seen to cost four times as much from one run to the next.
    public static let mostTaken = 0.5

    /// How much is to be added to the margin for what the worse side of a row was disturbed by.
    static func unrest(_ pair: [(row: Side.Row, side: Side)]) -> Double {
        let known = pair.filter { !$0.side.isPublished }
        let shared = known.map { 1 - $0.row.undisturbedShare }.max() ?? 0
        return unrestOfShared * shared + unrestOfTaken * (known.map(\.side.takenShare).max() ?? 0)
    }

    /// The figure that is compared.
    public func value(_ row: Side.Row) -> Estimate? {
        switch quantity {
        case .cost: row.cost
        case .net: row.net
        case .cycles: row.cycles
        }
    }

    /// What that figure is counted in, as ``Format`` knows it.
    public func unit(_ row: Side.Row) -> String { quantity == .cycles ? "cycles" : row.unit.rawValue }

    /// Judges a side's row against the baseline's.
    public func outcome(of row: Side.Row?, in side: Side, against base: Side.Row?, in baseSide: Side) -> Outcome {
        guard let row, let base else {
            return Outcome(.cannotTell, ratio: nil, reason: "not in \((row == nil ? side : baseSide).label)")
        }
        let pair = [(row: row, side: side), (row: base, side: baseSide)]
        for (row, side) in pair where row.status == .skipped || row.status == .failed {
            return Outcome(.cannotTell, ratio: nil, reason: "\(row.status.rawValue) in \(side.label)")
        }
        let isInvalid = pair.first { $0.0.status == .invalid }.map { "INVALID in \($0.1.label)" }
        guard row.unit == base.unit else {
            return Outcome(.cannotTell, ratio: nil, reason: "\(row.unit.rawValue) against \(base.unit.rawValue)")
        }
        guard let value = value(row), let baseValue = self.value(base) else {
            return Outcome(.cannotTell, ratio: nil, reason: isInvalid ?? "no \(quantity.rawValue) figure in both")
        }
        guard let ratio = Estimate.ratio(value, baseValue), ratio.median.isFinite else {
            return Outcome(.cannotTell, ratio: nil, reason: "an interval reaches 0: nothing to divide by")
        }
        if let isInvalid { return Outcome(.cannotTell, ratio: ratio, reason: isInvalid) }
        let isPublished = side.isPublished || baseSide.isPublished
        if !isPublished, row.version != base.version {
            let versions = "versions \(base.version) and \(row.version)"
            return Outcome(.cannotTell, ratio: ratio, reason: "the probe itself was changed: \(versions)")
        }
        for (value, side) in [(value, side), (baseValue, baseSide)]
        where !side.isPublished && value.count < Outcome.fewestBatches {
            return Outcome(
                .cannotTell, ratio: ratio, reason: "only \(numbered(value.count, "batch", "batches")) in \(side.label)",
                wantsTimes: Double(Outcome.fewestBatches) / Double(max(value.count, 1)))
        }
        for (_, side) in pair where !side.isPublished && side.takenShare > Judge.mostTaken {
            let percent = Int((side.takenShare * 100).rounded())
            return Outcome(.cannotTell, ratio: ratio, reason: "others took \(percent) % of the CPU in \(side.label)")
        }
        for (row, side) in pair where !row.isUndisturbed {
            guard ratio.low > Judge.sharedCore || ratio.high < 1 / Judge.sharedCore else {
                return Outcome(.cannotTell, ratio: ratio, reason: "\(side.label) has too few undisturbed batches")
            }
        }
        let wide = margin + Judge.unrest(pair)
        if ratio.low > 1 + wide { return Outcome(.slower, ratio: ratio) }
        if ratio.high < 1 / (1 + wide) { return Outcome(.faster, ratio: ratio) }
        if ratio.low > 1 + margin || ratio.high < 1 / (1 + margin) {
            let percent = (wide * 1000).rounded() / 10
            return Outcome(
                .cannotTell, ratio: ratio, reason: "on so busy a machine runs may differ by \(percent) %")
        }
        guard ratio.high <= ratio.median * Judge.widest, ratio.low >= ratio.median / Judge.widest else {
            // An interval narrows with the root of the time.
            let excess = max(ratio.high / ratio.median, ratio.median / ratio.low)
            let factor = log(excess) / log(Judge.widest)
            return Outcome(
                .cannotTell, ratio: ratio, reason: "the interval is too wide: a larger --budget",
                wantsTimes: factor.isFinite ? factor * factor : nil)
        }
        return Outcome(.withinNoise, ratio: ratio)
    }
}
