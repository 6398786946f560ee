internal import Basics

/// Holds what the kernel counted against what a probe declares.
public enum Gate {
    /// How far a count may be from the declaration: one in a hundred, of the declared number or, where none is
    /// declared, of the operations. Ticks and other tasks add a few switches to any run; an operation that is not what
    /// it claims to be is off by far more.
    public static let tolerance = 0.01

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
                var allowed = quantity == .migrations ? 0 : tolerance * max(declared, 1) * operations
                if quantity == .contextSwitches { allowed += declaration.handover * Double(batches) }
                guard abs(count - declared * operations) > allowed else { return nil }
                return "declares \(Format.exactCount(declared)) \(quantity.words) per \(operation), "
                    + "the kernel counted \(Format.exactCount(count / operations))"
            }
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
    /// count tells the one from the other.
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
