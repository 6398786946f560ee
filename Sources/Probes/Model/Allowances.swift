internal import Sampling

extension Declaration {
    /// The same with what this kernel and two CPUs may do to the number of its switches.
    var here: Declaration {
        var copy = self
        copy.allowance = Declaration.allowance(
            for: perOperation[.contextSwitches] ?? 0, cpus: cpus, isRealTime: KernelRelease.running.isRealTime)
        return copy
    }

    /// Numbers of switches that are explained where `declared` are what happens elsewhere.
    static func allowance(for declared: Double, cpus: Int?, isRealTime: Bool) -> Allowance? {
        guard declared > 0 else { return nil }
        let isAcross = (cpus ?? 1) > 1
        switch (isRealTime, isAcross) {
        case (false, false): return nil
        case (false, true): return Allowance(0...declared, because: early)
        case (true, false): return Allowance(declared...3 * declared, because: realTime)
        case (true, true): return Allowance(0...3 * declared, because: realTime + ", or " + early)
        }
    }

    /// The same where tasks take turns under `turns`.
    func taking(_ turns: Turns) -> Declaration {
        guard turns == .fair, let declared = perOperation[.contextSwitches] else { return self }
        var copy = self
        let others = allowance?.switches.upperBound ?? declared
        let reasons = [Declaration.behind, allowance?.why].compactMap(\.self)
        copy.allowance = Allowance(declared / 2...others, because: reasons.joined(separator: "; or "))
        return copy
    }

    private static let behind =
        "under EEVDF a task whose CPU stood still, as a guest's does, counts as having run, and the other gets its own "
        + "yields back"
    private static let early = "on two CPUs the answer may be there before the asker sleeps"
    private static let realTime =
        "under PREEMPT_RT whoever is woken may run at once, and wait for a lock of the one that woke it"
}
