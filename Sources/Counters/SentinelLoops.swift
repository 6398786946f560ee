internal import CKernel

extension Clock {
    /// Runs the sentinel's loops, and gives the nanoseconds of each: of the chain of multiplies that need one another,
    /// and of the adds that do not.
    ///
    /// One place in the program, so that all readings are of the same instructions at the same addresses.
    @inline(never)
    public func timedSentinel() -> (chain: Int64, adds: Int64) {
        let start = read()
        k_sentinel_multiplies(Int(k_sentinel_chain_length))
        let between = read()
        k_sentinel_adds(Int(k_sentinel_adds_count))
        let end = read()
        return (nanoseconds(from: start, to: between), nanoseconds(from: between, to: end))
    }

    /// Inlined, the choice of what is read would make two copies of the loops' calls.
    @inline(never)
    private func read() -> UInt64 { now() }
}
