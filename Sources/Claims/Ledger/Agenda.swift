public import Results
public import Sampling

/// What a run has to measure so that claims are decided.
public struct Agenda: Sendable {
    /// The claims that are to be decided, in the ledger's order.
    public let claims: [Claim]
    /// The rows that they want and the result does not have; and, where an interval of it is too wide to decide, those
    /// whose intervals they are. First those that decide, then those that are said beside.
    public let rows: [RowName]
    /// Rows of them that want more CPUs than there are.
    public let crowded: [RowName]
    private let probes: [RowName]

    /// Works it out.
    ///
    /// - Parameters:
    ///   - ids: the claims, by name; none for all that the result leaves open.
    ///   - result: what is measured already.
    ///   - cpus: how many CPUs a run can use.
    ///   - probes: the names of all that this toll can measure.
    public init(for ids: Set<String> = [], beside result: ResultFile, cpus: Int, probes: some Sequence<RowName>) {
        self.probes = Array(probes)
        let evidence = Evidence(result, probes: self.probes)
        let open = Ledger.claims.map { (claim: $0, verdict: $0.judgement(on: evidence).verdict) }
            .filter { ids.isEmpty ? $0.verdict.word == .cannotTell : ids.contains($0.claim.id) }
        claims = open.map(\.claim)
        let wide = open.filter { $0.verdict.needs?.isTime == true }.flatMap { $0.claim.needs + $0.claim.beside }
        let missing = Ledger.rows(missingIn: result, for: claims, cpus: cpus)
        var seen = Set(missing)
        rows = missing + wide.filter { !evidence.lacks($0) && seen.insert($0).inserted }
        let affordable = Set(missing)
        crowded = Ledger.rows(missingIn: result, for: claims).filter { !affordable.contains($0) }
    }

    /// The rows that decide those claims that more time would settle, by what was measured so far: claims of which
    /// nothing is decided, or where there are none, those whose word may still change. What is only said beside needs
    /// no more time.
    public func rows(openIn result: ResultFile) -> Set<RowName> {
        let evidence = Evidence(result, probes: probes)
        let open = claims.map { (claim: $0, verdict: $0.judgement(on: evidence).verdict) }.filter(\.verdict.isOpen)
        let undecided = open.filter { $0.verdict.word == .cannotTell }
        return Set((undecided.isEmpty ? open : undecided).flatMap(\.claim.needs))
    }

    /// The names of the claims that take a row.
    public func claims(taking row: RowName) -> [String] {
        claims.filter { ($0.needs + $0.beside).contains(row) }.map(\.id)
    }
}
