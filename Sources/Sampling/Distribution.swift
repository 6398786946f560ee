internal import Histogram

/// Single iterations of a probe, each timed by itself: what medians hide is the tail.
///
/// Kept as an HDR histogram keeps it: values to three significant digits, and how often each was seen.
public struct Distribution: Codable, Sendable, Equatable {
    /// Operations in one sample: of a round trip both hops are timed together.
    public var operationsPerSample: Int
    /// Nanoseconds of a sample, ascending.
    public var values: [Int64]
    /// How often each value was seen.
    public var counts: [Int64]

    /// A distribution of values seen so often.
    public init(operationsPerSample: Int, values: [Int64], counts: [Int64]) {
        self.operationsPerSample = operationsPerSample
        self.values = values
        self.counts = counts
    }

    /// The shares of the samples at which the tail is told.
    public static let percentiles = [50, 90, 99, 99.9, 99.99]

    /// Samples.
    public var sampleCount: Int64 { counts.reduce(0) { $0 &+ max(0, $1) } }

    /// Nanoseconds an operation below which so many percent of the samples lie, for each of ``percentiles``; and the
    /// longest. nil when there is no sample, or when what a file says cannot be.
    public var tail: Tail? {
        guard let histogram, histogram.totalCount > 0 else { return nil }
        let scale = Double(max(operationsPerSample, 1))
        return Tail(
            percentiles: Distribution.percentiles.map { Double(histogram.valueAtPercentile($0)) / scale },
            longest: Double(histogram.max) / scale, samples: sampleCount)
    }

    /// The longest time that is kept, an hour; what takes longer is counted as that.
    static let longest: Int64 = 3_600_000_000_000

    private var histogram: Histogram<UInt64>? {
        guard values.count == counts.count, values.count <= 1 << 20 else { return nil }
        var histogram = Histogram<UInt64>(highestTrackableValue: UInt64(Distribution.longest))
        for (value, count) in zip(values, counts) where value >= 0 && count > 0 && count < 1 << 40 {
            histogram.record(UInt64(min(value, Distribution.longest)), count: UInt64(count))
        }
        return histogram
    }
}

/// The tail of a distribution, in nanoseconds an operation.
public struct Tail: Codable, Sendable, Equatable {
    /// For each of ``Distribution/percentiles``.
    public var percentiles: [Double]
    /// The longest sample.
    public var longest: Double
    /// Samples.
    public var samples: Int64
}

/// Collects single samples.
public struct DistributionRecorder {
    private var histogram = Histogram<UInt64>(highestTrackableValue: UInt64(Distribution.longest))

    /// A recorder without samples.
    public init() {}

    /// Adds a sample of so many nanoseconds.
    public mutating func record(_ nanoseconds: Int64) {
        histogram.record(UInt64(max(0, min(nanoseconds, Distribution.longest))))
    }

    /// What was recorded.
    public func distribution(operationsPerSample: Int) -> Distribution {
        let seen = histogram.recordedValues().map { ($0.value, $0.count) }
        return Distribution(
            operationsPerSample: operationsPerSample, values: seen.map { Int64(clamping: $0.0) },
            counts: seen.map { Int64(clamping: $0.1) })
    }
}
