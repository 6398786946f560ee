public import Results
public import Sampling

/// What a result says of every claim: the data of `toll claims --json`, and of the table that `toll` prints.
public struct ClaimsReport: Codable, Sendable, Equatable {
    /// The rulings, in the ledger's order. What is said and by whom stands in the ledger, under the same id.
    public var claims: [Ruling]
    /// What has to be known of a run that did not come to its end.
    public var shortfall: String?

    /// Judges every claim of the ledger by a result. `probes` are the names of all that this toll can measure.
    public init(of result: ResultFile, probes: some Sequence<RowName>) {
        self.init(by: Evidence(result, probes: probes))
        shortfall = result.run.shortfall
    }

    init(by evidence: Evidence, ledger: [Claim] = Ledger.claims) {
        claims = ledger.map { Ruling($0, $0.judgement(on: evidence)) }
    }
}

/// What became of one claim.
public struct Ruling: Codable, Sendable, Equatable {
    /// The claim's id.
    public var id: String
    /// The verdict.
    public var verdict: Verdict
    /// Why.
    public var reason: String
    /// The figure of 2007.
    public var then: Then
    /// Today's figures; empty where there are none.
    public var here: Here

    init(_ claim: Claim, _ judgement: Judgement) {
        id = claim.id
        verdict = judgement.verdict
        reason = judgement.reason
        then = claim.then
        here = judgement.here
    }
}
