public import Sampling

/// A verdict, what it rests on, and why.
public struct Judgement: Sendable, Equatable {
    /// The verdict.
    public var verdict: Verdict
    /// The figure that stands for it.
    public var headline: Headline
    /// The same time in accesses to DRAM, where it is a time and they were measured.
    public var dramAccesses: Estimate?
    /// The figures, the rule and what came of the two, in a sentence or a few.
    public var reason: String
    /// Today's figures.
    public var here: Here

    /// A judgement.
    public init(
        _ verdict: Verdict, headline: Headline = .none, dramAccesses: Estimate? = nil, _ reason: String,
        _ figures: [HereFigure] = []
    ) {
        (self.verdict, self.headline, self.dramAccesses, self.reason) = (verdict, headline, dramAccesses, reason)
        here = Here(figures: figures)
    }
}

extension Judgement {
    /// By one reading of several. Where another says something else, that is said.
    ///
    /// - Parameters:
    ///   - subject: what was read.
    ///   - reading: the one that decides.
    ///   - others: those that are said beside it, in their order.
    ///   - why: why it decides, where others differ.
    ///   - remarks: further sentences, without full stops.
    init(
        of subject: String, _ reading: Reading, beside others: [Reading] = [], why: String = "",
        remarks: [String] = [], figures: [HereFigure]
    ) {
        let readings = [reading] + others
        var sentences = ["\(subject): " + readings.map(\.words).joined(separator: "; ")]
        if !why.isEmpty, others.contains(where: { $0.verdict.word != reading.verdict.word }) {
            sentences.append("They differ: '\(reading.label)' decides, \(why)")
        }
        if readings.contains(where: { !$0.isPaired }) { sentences.append(Judgement.apart) }
        self.init(
            reading.verdict, headline: reading.headline, dramAccesses: reading.dramAccesses,
            (sentences + remarks).map { $0 + "." }.joined(separator: " "), figures)
    }

    /// Said where rows of different rounds are related.
    static let apart = "The rows share too few rounds, so they are related as if of runs apart"
}

/// Today's figures for a claim; empty where there are none.
public struct Here: Sendable, Codable, Equatable {
    /// The figures, those that decide first.
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
    /// System calls for one operation, counted.
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
