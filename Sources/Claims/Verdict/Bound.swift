internal import Basics
internal import Sampling

/// What a claim allows its figure to be, as data: from it follow the factor and so the class.
enum Bound: Sendable, Equatable {
    /// Up to so much.
    case atMost(Double)
    /// So much or more.
    case atLeast(Double)
    /// So many times as much as something else, or more: what counts is by how much it is more, since once as much is
    /// no difference at all, and is to be as far off as can be.
    case atLeastTimes(Double)
    /// About as much as something else: a ratio within this factor of 1, either way.
    case within(Double)

    /// The figure over what is allowed: 1 or less is as claimed. Infinite where no factor would do.
    func excess(of figure: Estimate) -> Estimate {
        switch self {
        case .atMost(let limit): figure.mapped { $0 / limit }
        case .atLeast(let limit): figure.mapped { $0 > 0 ? limit / $0 : .infinity }
        case .atLeastTimes(let times): figure.mapped { $0 > 1 ? (times - 1) / ($0 - 1) : .infinity }
        case .within(let factor):
            // Neither rises nor falls throughout, so the ends are looked for.
            Estimate(
                median: distance(figure.median) / factor,
                low: (figure.contains(1) ? 1 : min(distance(figure.low), distance(figure.high))) / factor,
                high: max(distance(figure.low), distance(figure.high)) / factor, count: figure.count)
        }
    }

    /// How far a ratio is from 1, as a factor.
    private func distance(_ ratio: Double) -> Double { ratio > 0 ? max(ratio, 1 / ratio) : .infinity }

    /// In words, for such a figure: "at most 650 ns".
    func words(for headline: Headline) -> String {
        switch self {
        case .atMost(let limit): "at most \(headline.limit(limit))"
        case .atLeast(let limit), .atLeastTimes(let limit): "at least \(headline.limit(limit))"
        case .within(let factor): "1× within a factor of \(Format.decimal(factor))"
        }
    }
}
