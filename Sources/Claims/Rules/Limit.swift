internal import Basics
internal import Sampling

/// What a figure must keep to for its claim to hold. The interval decides, not the median: where it reaches over the
/// limit, the figure cannot tell.
enum Limit: Sendable, Equatable {
    case atMost(Double)
    case atLeast(Double)
    case below(Double)
    case above(Double)
    case within(ClosedRange<Double>)

    /// "About as much": a factor of 2 either way.
    static let about = Limit.within(0.5...2)

    func verdict(on estimate: Estimate) -> Verdict {
        let (low, high) = (estimate.low, estimate.high)
        let (holds, fails) =
            switch self {
            case .atMost(let limit): (high <= limit, low > limit)
            case .atLeast(let limit): (low >= limit, high < limit)
            case .below(let limit): (high < limit, low >= limit)
            case .above(let limit): (low > limit, high <= limit)
            case .within(let range):
                (range.contains(low) && range.contains(high), high < range.lowerBound || low > range.upperBound)
            }
        return holds ? .holds : fails ? .doesNotHold : .cannotTell
    }

    /// How the estimate lies to the limit, in words.
    func words(on estimate: Estimate, unit: String) -> String {
        let unit = unit.isEmpty ? "" : " " + unit
        let verdict = verdict(on: estimate)
        func say(_ holds: String, _ fails: String, _ limit: String) -> String {
            switch verdict {
            case .holds: "\(holds) \(limit)\(unit)"
            case .doesNotHold: "\(fails) \(limit)\(unit)"
            case .cannotTell: "an interval that straddles \(limit)\(unit)"
            }
        }
        switch self {
        case .atMost(let limit): return say("at most", "above", Format.decimal(limit))
        case .atLeast(let limit): return say("at least", "below", Format.decimal(limit))
        case .below(let limit): return say("below", "not below", Format.decimal(limit))
        case .above(let limit): return say("above", "not above", Format.decimal(limit))
        case .within(let range):
            let limits = "\(Format.decimal(range.lowerBound)) to \(Format.decimal(range.upperBound))"
            return verdict == .cannotTell
                ? "an interval that straddles an end of \(limits)\(unit)" : say("within", "outside", limits)
        }
    }
}
