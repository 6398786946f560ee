internal import Basics
public import Results
public import Sampling

/// What a result says of every claim: the data of `toll claims --json`, and of the table that `toll` prints.
public struct ClaimsReport: Codable, Sendable, Equatable {
    /// The rulings, in the ledger's order.
    public var claims: [Ruling]
    /// What has to be known of a run that did not come to its end.
    public var shortfall: String?

    /// Judges every claim of the ledger by a result. `probes` are the names of all that this toll can measure.
    public init(of result: ResultFile, probes: some Sequence<RowName>) {
        self.init(of: result, by: Evidence(result, probes: probes))
    }

    /// The same by what has been worked out of the result already.
    public init(of result: ResultFile, by evidence: Evidence) {
        self.init(by: evidence)
        shortfall = result.run.shortfall
    }

    init(by evidence: Evidence, ledger: [Claim] = Ledger.claims) {
        claims = ledger.map { Ruling($0, $0.judgement(on: evidence)) }
    }
}

/// What became of one claim, with its words: all that is shown of it anywhere.
public struct Ruling: Codable, Sendable, Equatable {
    /// The claim's id.
    public var id: String
    /// The statement, in our own words.
    public var says: String
    /// Whose statement it is.
    public var speaker: Speaker
    /// The verdict.
    public var verdict: Verdict
    /// The figure that stands for it.
    public var headline: Headline
    /// The same time in accesses to DRAM, where it is a time and they were measured.
    public var dramAccesses: Estimate?
    /// The headline in a line: "1.14 µs, 1.76× the 2007 figure; 5.20 accesses to DRAM, then 6.5". Empty without a
    /// figure.
    public var summary: String
    /// Why.
    public var reason: String
    /// The figure of 2007.
    public var then: Then
    /// Today's figures; empty where there are none.
    public var here: Here
    /// The rule by which it was decided.
    public var rule: String
    /// Why the comparison is one of like with like.
    public var fair: String
    /// What would change the verdict.
    public var wouldChange: String

    init(_ claim: Claim, _ judgement: Judgement) {
        (id, says, speaker, then) = (claim.id, claim.says, claim.speaker, claim.then)
        (verdict, headline, dramAccesses) = (judgement.verdict, judgement.headline, judgement.dramAccesses)
        (reason, here, summary) = (judgement.reason, judgement.here, judgement.summary(claim.then))
        (rule, fair, wouldChange) = (claim.how, claim.fair, claim.wouldChange)
    }
}

extension Judgement {
    /// The headline in a line: "1.14 µs, 1.76× the 2007 figure; 5.20 accesses to DRAM, then 6.5". Empty without a
    /// figure.
    fileprivate func summary(_ then: Then) -> String {
        guard headline != .none else { return "" }
        let factor = verdict.factorText.map { ", \($0) \(then.factorOf)" }
        let accesses = dramAccesses.map { accesses in
            "; \(Format.digits(accesses.median)) accesses to DRAM"
                + (then.dramAccesses.map { ", then \(Format.decimal($0))" } ?? "")
        }
        return headline.text + (factor ?? "") + (accesses ?? "")
    }
}
