public import Sampling

/// What a claim comes to.
public enum Verdict: String, Sendable, Codable, CaseIterable {
    /// The figures bear it out.
    case holds
    /// They contradict it.
    case doesNotHold = "does not hold"
    /// There are none, or they are not clear enough.
    case cannotTell = "cannot tell here"
}

/// A verdict, what it rests on, and why.
public struct Judgement: Sendable, Equatable {
    /// The verdict.
    public var verdict: Verdict
    /// The figures, the rule and what came of the two, in a sentence or a few.
    public var reason: String
    /// Today's figures.
    public var here: Here

    /// A judgement.
    public init(_ verdict: Verdict, _ reason: String, _ figures: [HereFigure] = []) {
        self.verdict = verdict
        self.reason = reason
        here = Here(figures: figures)
    }
}

/// Today's figures for a claim; empty where there are none.
public struct Here: Sendable, Codable, Equatable {
    /// The figures, the one that decides first.
    public var figures: [HereFigure]
}

/// One figure of today. What it does not have has no key in JSON.
public struct HereFigure: Sendable, Codable, Equatable {
    /// The row, or what was made of several rows.
    public var of: String
    /// What a task pays for one operation.
    public var cost: Amount?
    /// The same less its baseline.
    public var net: Amount?
    /// Bytes, where it is no time.
    public var bytes: Estimate?
    /// A factor.
    public var ratio: Estimate?
    /// Entries into the kernel for one operation, counted.
    public var syscalls: Double?

    init(
        _ of: String, cost: Amount? = nil, net: Amount? = nil, bytes: Estimate? = nil, ratio: Estimate? = nil,
        syscalls: Double? = nil
    ) {
        self.of = of
        self.cost = cost
        self.net = net
        self.bytes = bytes
        self.ratio = ratio
        self.syscalls = syscalls
    }
}

/// A time in units that can be read across the years. A unit for which nothing was counted has no key in JSON.
public struct Amount: Sendable, Codable, Equatable {
    /// Nanoseconds.
    public var nanoseconds: Estimate
    /// Cycles of the core, where a counter gave its clock while the row was counted: never ticks of the TSC.
    public var cycles: Estimate?
    /// How often DRAM could have been accessed meanwhile, on this machine and in the same rounds.
    public var dramAccesses: Estimate?
}
