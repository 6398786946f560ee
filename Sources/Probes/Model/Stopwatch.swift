public import Counters

/// Times the parts of a batch that are to be timed, where an operation leaves something behind that is not: those whom
/// it woke must go back to sleep before they can be woken again.
public struct Stopwatch {
    /// By what it times.
    public let clock: Clock
    /// Nanoseconds of all parts so far.
    public private(set) var nanoseconds: Int64 = 0
    /// Operations that were done besides those of the parts, and that the kernel counts too.
    public var besides = 0
    /// System calls by which the rig looked after itself, and which belong to no operation.
    public var ownCalls = 0

    /// A stopwatch that has timed nothing yet.
    public init(_ clock: Clock) { self.clock = clock }

    /// Times one part, long against the reading of a clock.
    @inline(__always)
    public mutating func time(_ part: () throws -> Void) rethrows {
        let start = clock.now()
        try part()
        nanoseconds += clock.nanoseconds(from: start, to: clock.now())
    }

    /// Adds a part that another task timed.
    public mutating func add(nanoseconds part: Int64) { nanoseconds += part }
    /// Adds a part that another task timed, from one of its readings of the same clock to a later one.
    mutating func add(from start: UInt64, to end: UInt64) { nanoseconds += clock.nanoseconds(from: start, to: end) }
}
