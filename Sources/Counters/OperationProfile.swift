/// What one operation costs the CPU, derived from its counts.
///
/// Each figure is absent with its reason where a count that it needs is absent. The counts of cycles are those of the
/// core; ticks of the TSC are not cycles and never come in here.
public struct OperationProfile: Hashable, Sendable {
    /// Core cycles an operation, user and kernel mode together.
    public var cycles: CountedValue
    /// Instructions an operation, user and kernel mode together.
    public var instructions: CountedValue
    /// Instructions a cycle.
    public var instructionsPerCycle: CountedValue
    /// The share of the cycles spent in user mode, 0 ... 1.
    public var userShare: CountedValue
    /// The share of the cycles spent in the kernel, 0 ... 1.
    public var kernelShare: CountedValue
    /// The clock that the core really ran at, in GHz: cycles ÷ ns.
    ///
    /// Right for operations that keep the CPU busy; a task that sleeps counts no cycles meanwhile.
    public var gigahertz: CountedValue

    /// Derives the figures.
    ///
    /// - Parameters:
    ///   - counts: as ``eventCounts(_:_:)`` gives them.
    ///   - nanoseconds: time of one operation while its cycles were counted, in ns.
    public init(_ counts: [EventCount], nanoseconds: Double) {
        let user = CountedValue.find("cycles", .user, counts)
        let kernel = CountedValue.find("cycles", .kernel, counts)
        cycles = .find("cycles", .both, counts)
        instructions = .find("instructions", .both, counts)
        instructionsPerCycle = instructions.divided(by: cycles)
        userShare = user.divided(by: cycles)
        kernelShare = kernel.divided(by: cycles)
        gigahertz = cycles.divided(by: .value(nanoseconds))
    }
}

extension CountedValue {
    enum Mode { case user, kernel, both }

    /// The count of the generic event of this name in one mode, or over both.
    static func find(_ name: String, _ mode: Mode, _ counts: [EventCount]) -> CountedValue {
        func counted(_ suffix: String) -> CountedValue? {
            counts.first { bareName($0.event) == name + suffix }?.perOperation
        }
        switch mode {
        case .user: return counted(":u") ?? .absent("\(name) was not counted in user mode")
        case .kernel: return counted(":k") ?? .absent("\(name) was not counted in the kernel")
        case .both:
            guard let user = counted(":u"), let kernel = counted(":k") else {
                return counted("") ?? .absent("\(name) was not counted in both modes")
            }
            return user.plus(kernel)
        }
    }

    func plus(_ other: CountedValue) -> CountedValue {
        combined(with: other) { .value($0 + $1) }
    }

    func divided(by other: CountedValue) -> CountedValue {
        combined(with: other) { $1 > 0 ? .value($0 / $1) : .absent("there is nothing to divide by") }
    }

    private func combined(
        with other: CountedValue, _ operation: (Double, Double) -> CountedValue
    ) -> CountedValue {
        switch (self, other) {
        case (.value(let first), .value(let second)): operation(first, second)
        case (.absent, _): self
        case (_, .absent): other
        }
    }
}

/// An event's name in lower case without its PMU: `perf::CYCLES:u` is `cycles:u`.
private func bareName(_ event: String) -> String {
    String(
        event.split(separator: ":", omittingEmptySubsequences: false).drop { $0 == "perf" || $0.isEmpty }
            .joined(separator: ":")
    ).lowercased()
}

/// What attached counters add to an operation: its time while counted ÷ its time in the timed pass, 1 for no
/// slow-down.
///
/// Absent where no batch was counted or the timed pass took no time.
public func countingCost(_ batches: [CountedBatch], timed nanosecondsPerOperation: Double) -> CountedValue {
    let operations = batches.reduce(0) { $0 + $1.operations }
    guard operations > 0, nanosecondsPerOperation > 0 else { return .absent("nothing was counted") }
    let counted = batches.reduce(0) { $0 + $1.nanoseconds } / Double(operations)
    return .value(counted / nanosecondsPerOperation)
}
