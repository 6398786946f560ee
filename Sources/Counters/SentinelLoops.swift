internal import CKernel

extension Clock {
    /// Which make of the sentinel's loops this program has. Readings of another make cannot be held against its own.
    public static let sentinelMake = Int(k_sentinel_make)

    /// Runs the sentinel's loops, and gives the nanoseconds of the chain of multiplies that need one another, and of
    /// the adds that do not together with the jumps.
    ///
    /// One place in the program, so that all readings are of the same instructions at the same addresses. A few
    /// operations of each loop come first, untimed: after a batch of some milliseconds the loops are in no cache any
    /// more, and to fetch them took a chain of 2.6 µs up to 0.9 µs more (a Zen 4 beside a neighbour), which says
    /// nothing of the clock.
    @inline(never)
    public func timedSentinel() -> (chain: Int64, adds: Int64) {
        k_sentinel_multiplies(Self.operationsThatFetch)
        k_sentinel_adds(Self.operationsThatFetch)
        k_sentinel_jumps(Self.operationsThatFetch)
        _ = read()
        let start = read()
        k_sentinel_multiplies(Int(k_sentinel_chain_length))
        let between = read()
        k_sentinel_adds(Int(k_sentinel_adds_count))
        k_sentinel_jumps(Int(k_sentinel_jumps_count))
        let end = read()
        return (nanoseconds(from: start, to: between), nanoseconds(from: between, to: end))
    }

    /// Operations of each loop that come before it is timed: some tens of nanoseconds.
    private static let operationsThatFetch = 64

    /// Inlined, the choice of what is read would make two copies of the loops' calls.
    @inline(never)
    private func read() -> UInt64 { now() }
}
