internal import Basics

extension Estimate {
    /// Median and interval: `1350 ns [1310, 1390]`.
    package func words(_ unit: String) -> String {
        Format.digits(median) + (unit.isEmpty ? "" : " " + unit) + " [\(Format.digits(low)), \(Format.digits(high))]"
    }

    /// With both ends and the median put through a function that falls or rises throughout.
    package func mapped(_ function: (Double) -> Double) -> Estimate {
        let ends = [function(low), function(high)].sorted()
        return Estimate(median: function(median), low: ends[0], high: ends[1], count: count)
    }

    /// Both ends in the unit of the median: `2.283 … 2.349`.
    package func interval(in unit: String) -> String { Format.interval(low, high, around: median, unit) }

    /// Half of the interval, the wider half where they differ: as a share of the median, "1.2 %", or as a figure where
    /// the median is not well above nothing, "14.0 ns"; without a unit it is one of factors, "3.20×".
    package func plusMinus(_ unit: String) -> String {
        let half = max(high - median, median - low)
        guard half.isFinite else { return "?" }
        guard median <= half else { return Format.percent(half / median) }
        return unit.isEmpty ? Format.times(half) : Format.amount(half, unit)
    }
}
