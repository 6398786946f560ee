internal import CKernel

/// The clock of the timed loops: reads in ticks, gives nanoseconds.
///
/// Where the processor's time stamp counter runs at one rate in every state, it is read directly; elsewhere the
/// kernel's CLOCK_MONOTONIC_RAW is.
public struct Clock: Sendable, Equatable {
    /// What is read.
    public enum Source: String, Sendable, Codable {
        /// The time stamp counter (x86-64) or the generic timer (AArch64): reference ticks, never core cycles.
        case ticks
        /// CLOCK_MONOTONIC_RAW.
        case raw
    }

    /// What is read.
    public let source: Source
    /// Nanoseconds that one tick lasts; 1 for the kernel's clock.
    public let nanosecondsPerTick: Double

    /// A clock that is known already: a worker gets its parent's, so that all rows share one scale.
    public init(source: Source, nanosecondsPerTick: Double) {
        self.source = source
        self.nanosecondsPerTick = nanosecondsPerTick
    }

    /// The machine's best clock, its ticks compared with CLOCK_MONOTONIC_RAW for `nanoseconds`.
    public static func calibrated(over nanoseconds: Int64 = 20_000_000) -> Clock {
        guard k_ticks_invariant() != 0 else { return Clock(source: .raw, nanosecondsPerTick: 1) }
        let start = moment()
        var end = moment()
        while end.raw - start.raw < nanoseconds { end = moment() }
        guard end.ticks > start.ticks else { return Clock(source: .raw, nanosecondsPerTick: 1) }
        return Clock(
            source: .ticks, nanosecondsPerTick: Double(end.raw - start.raw) / Double(end.ticks - start.ticks))
    }

    /// A reading in ticks.
    @inline(__always)
    public func now() -> UInt64 { source == .ticks ? k_ticks() : UInt64(bitPattern: k_raw_ns()) }

    /// Nanoseconds from one reading to a later one.
    @inline(__always)
    public func nanoseconds(from start: UInt64, to end: UInt64) -> Int64 {
        Int64((Double(end &- start) * nanosecondsPerTick).rounded())
    }

    /// Nanoseconds that one reading takes: of many, the usual.
    public var readCost: Double {
        let reads = 1000
        let tries = (0..<9).map { _ in
            let start = now()
            for _ in 0..<reads { _ = now() }
            return nanoseconds(from: start, to: now())
        }
        return Double(tries.sorted()[4]) / Double(reads)
    }

    /// The same as a whole number, at least 1.
    public var cost: Int64 { max(1, Int64(readCost)) }

    /// Nanoseconds of CLOCK_MONOTONIC_RAW, for deadlines and budgets.
    public static func raw() -> Int64 { k_raw_ns() }

    /// Both clocks at one moment: of a few tries the one in which the two readings lay closest together.
    private static func moment() -> (raw: Int64, ticks: UInt64) {
        var best: (raw: Int64, ticks: UInt64) = (0, 0)
        var closest = UInt64.max
        for _ in 0..<8 {
            let before = k_ticks()
            let raw = k_raw_ns()
            let after = k_ticks()
            if after - before < closest {
                closest = after - before
                best = (raw, before + (after - before) / 2)
            }
        }
        return best
    }
}
