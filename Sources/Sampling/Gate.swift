internal import Basics

/// Holds what the kernel counted against what a probe declares.
public enum Gate {
    /// How far a count may be from the declaration: one in a hundred, of the declared number or, where none is
    /// declared, of the operations. Ticks and other tasks add a few switches to any run; an operation that is not what
    /// it claims to be is off by far more.
    public static let tolerance = 0.01
    /// Switches a second that other tasks may force upon those of a row: one for each of the finest ticks. On a slow
    /// machine, an emulated one above all, that is more than one in a hundred operations. They are against the task's
    /// will, which the kernel books apart.
    public static let foreignSwitches = 1000.0
    /// As many are let through in the shortest of counts.
    private static let fewestForeign = 2.0

    /// Every way in which `tally` contradicts `declaration`, as sentences. Empty when it agrees. `batches` is how many
    /// batches of the operation the tally holds, each with its change from the baseline; 0 when there was none.
    public static func violations(
        of declaration: Declaration, in tally: Tally, operation: String, batches: Int = 0
    ) -> [String] {
        guard tally.operations > 0 else { return [] }
        return placement(declaration, tally)
            + Quantity.allCases.compactMap { quantity in
                let operations = Double(tally.operations)
                guard let declared = declaration.perOperation[quantity],
                    let count = count(of: quantity, in: tally, nearestTo: declared * operations)
                else { return nil }
                let allowed = quantity == .migrations ? 0 : tolerance * max(declared, 1) * operations
                let (low, high) = (declared * operations - allowed, declared * operations + allowed)
                // A file may declare more than there are numbers for, which nobody counts.
                if low.isFinite, high.isFinite {
                    var range = low...high
                    if quantity == .contextSwitches { range = widened(range, declaration, tally, batches) }
                    guard !range.contains(count) else { return nil }
                }
                return "declares \(Format.exactCount(declared)) \(quantity.words) per \(operation), "
                    + "the kernel counted \(Format.exactCount(count / operations))"
            }
    }

    /// Numbers of switches that are as declared, or explained.
    private static func widened(
        _ range: ClosedRange<Double>, _ declaration: Declaration, _ tally: Tally, _ batches: Int
    ) -> ClosedRange<Double> {
        let handover = declaration.handover * Double(batches)
        var (low, high) = (range.lowerBound - handover, range.upperBound + handover)
        if let explained = declaration.allowance?.switches {
            low = min(low, explained.lowerBound * Double(tally.operations))
            high = max(high, explained.upperBound * Double(tally.operations))
        }
        if let elapsed = tally.elapsed, let all = tally.counted[.contextSwitches] {
            let forced = all &- (tally.counted[.voluntarySwitches] ?? 0)
            let foreign = max(foreignSwitches * Double(elapsed) / 1e9, fewestForeign)
            high += min(foreign, Double(max(forced, 0)))
        }
        return low...max(low, high)
    }

    /// What is to be said of switches that are not the declared number and explained: how many, and why. Nil where they
    /// are as declared.
    public static func explained(of declaration: Declaration, in tally: Tally, operation: String) -> String? {
        guard let allowance = declaration.allowance, let declared = declaration.perOperation[.contextSwitches],
            let counted = tally.perOperation[.contextSwitches], abs(counted - declared) > tolerance * max(declared, 1),
            violations(of: declaration, in: tally, operation: operation, batches: 1).isEmpty
        else { return nil }
        return "\(Format.exactCount(counted)) switches per \(operation): \(allowance.why)"
    }

    /// What was counted. Of switches of a task's own will there may be more than the kernel has in that column: a task
    /// that somebody else displaces just before it would go to sleep may find, when it is back, that it need not. So
    /// they are at least those, and at most all switches together: whichever number in between comes closest.
    private static func count(of quantity: Quantity, in tally: Tally, nearestTo wanted: Double) -> Double? {
        guard let count = tally.counted[quantity] else { return nil }
        guard quantity == .voluntarySwitches, let all = tally.counted[.contextSwitches], all > count else {
            return Double(count)
        }
        return min(max(wanted, Double(count)), Double(all))
    }

    /// Whether the tasks are where they are said to be. Two tasks on two CPUs switch as often as two on one, so no
    /// count distinguishes the two.
    private static func placement(_ declaration: Declaration, _ tally: Tally) -> [String] {
        guard let declared = declaration.cpus, let found = tally.cpus, declared != found else { return [] }
        return ["declares \(declared) CPU\(declared == 1 ? "" : "s"), its tasks may run on \(found)"]
    }

    /// Declared quantities that nobody could count, each with its reason.
    public static func unproved(of declaration: Declaration, in tally: Tally) -> [String] {
        Quantity.allCases.compactMap { quantity in
            guard declaration.perOperation[quantity] != nil, tally.counted[quantity] == nil else { return nil }
            return "\(quantity.words) not proved: \(tally.absent[quantity] ?? "not counted")"
        }
    }
}
