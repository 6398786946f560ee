internal import Histogram

/// Single iterations of a probe, each timed by itself: what medians hide is the tail. Where several operations are
/// under way at once, how long each was.
///
/// Kept as an HDR histogram keeps it: values to three significant digits, and how often each was seen.
public struct Distribution: Codable, Sendable, Equatable {
    /// Operations in one sample: of a round trip both hops are timed together.
    public var operationsPerSample: Int
    /// Nanoseconds of a sample, ascending.
    public var values: [Int64]
    /// How often each value was seen.
    public var counts: [Int64]
    /// Operations that were under way at once; nil where there was one.
    public var inFlight: Int?
    /// Nanoseconds after which a client with one operation under way would have begun the next, had it not waited for
    /// one that was late; samples longer than that stand also for those it left out. nil where nothing was corrected.
    public var interval: Int64?

    /// A distribution of values seen so often.
    public init(operationsPerSample: Int, values: [Int64], counts: [Int64]) {
        self.operationsPerSample = operationsPerSample
        self.values = values
        self.counts = counts
    }

    /// The shares of the samples at which the tail is given.
    public static let percentiles = [50, 90, 99, 99.9, 99.99]

    /// Samples.
    public var sampleCount: Int64 { counts.reduce(0) { $0 &+ max(0, $1) } }

    /// Nanoseconds an operation below which so many percent of the samples lie, for each of ``percentiles`` that they
    /// carry; and the longest. nil when there is no sample, or when what a file says cannot be.
    public var tail: Tail? {
        guard let histogram, histogram.totalCount > 0 else { return nil }
        let scale = Double(max(operationsPerSample, 1))
        let samples = sampleCount
        return Tail(
            percentiles: Distribution.percentiles.map { percent in
                let above = Double(samples) * (100 - percent) / 100
                return above > 0.999 ? Double(histogram.valueAtPercentile(percent)) / scale : nil
            },
            longest: Double(histogram.max) / scale, samples: samples, inFlight: inFlight, interval: interval)
    }

    /// What has to be known of samples that overlapped; nil where they did not.
    public var remark: String? {
        guard inFlight != nil, interval != nil else { return nil }
        return
            "one by one is a request as the driver saw it, with so many in flight, corrected for coordinated omission "
            + "as if each had been due so often"
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
    /// For each of ``Distribution/percentiles``; nil where the samples do not carry it: where less than one of them
    /// lies above, it is the longest under another name.
    public var percentiles: [Double?]
    /// The longest sample.
    public var longest: Double
    /// Samples.
    public var samples: Int64
    /// As in ``Distribution/inFlight``.
    public var inFlight: Int?
    /// As in ``Distribution/interval``.
    public var interval: Int64?
}

/// Collects single samples.
public struct DistributionRecorder {
    private var histogram: Histogram<UInt64>

    /// A recorder without samples.
    public init() { histogram = Histogram(highestTrackableValue: UInt64(Distribution.longest)) }

    /// The distribution of operations of which several were under way at once, corrected for coordinated omission: a
    /// client that waits for a late answer does not send what would have come late too. As HDR histograms do, a sample
    /// longer than the interval at which each client sends is taken for those as well that would have followed it.
    ///
    /// What was corrected is spread over so many values that two significant digits of each have to do.
    ///
    /// - Parameters:
    ///   - samples: nanoseconds for which each operation was under way.
    ///   - inFlight: how many were at once.
    ///   - service: nanoseconds from the end of one to the end of the next, in the median.
    public static func overlapping(_ samples: [Int64], inFlight: Int, service: Double) -> Distribution {
        var recorder = DistributionRecorder()
        recorder.histogram = Histogram(
            highestTrackableValue: UInt64(Distribution.longest), numberOfSignificantValueDigits: .two)
        let most = Double(Distribution.longest)
        let interval = UInt64(max(1, min((service * Double(max(inFlight, 1))).rounded(), most)))
        for sample in samples {
            recorder.histogram.recordCorrectedValue(
                UInt64(max(0, min(sample, Distribution.longest))), expectedInterval: interval)
        }
        var distribution = recorder.distribution(operationsPerSample: 1)
        (distribution.inFlight, distribution.interval) = (inFlight, Int64(interval))
        return distribution
    }

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
