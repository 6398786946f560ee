public import Results
public import Sampling

/// The claims of 2007: the topics joined, and nothing else. A new claim is one entry in one of them.
public enum Ledger {
    /// Where all of them come from.
    public static let source = Source(
        author: "Ingo Molnar", subject: "Re: [PATCH 0 of 4] Generic AIO by scheduling stacks",
        lists: "Linux kernel mailing list and linux-aio", date: "31 January 2007", secondsSince1970: 1_170_201_600)

    /// Every claim, in the order of the mail.
    public static let claims: [Claim] =
        switchClaims + entryClaims + creationClaims + serverClaims + hardwareClaims + unmeasurableClaims

    /// The rows that a result lacks to decide the ledger's claims, each once, in the ledger's order: first those that
    /// decide, then those that are said beside. A row that was skipped or failed counts as run, with its reason.
    ///
    /// - Parameters:
    ///   - claims: the claims that are to be decided.
    ///   - cpus: how many CPUs a run can use; rows that want more creators are left out. nil leaves out none.
    public static func rows(
        missingIn result: ResultFile, for claims: [Claim] = claims, cpus: Int? = nil
    ) -> [RowName] {
        let evidence = Evidence(result, probes: [])
        var seen: Set<RowName> = []
        return (claims.flatMap(\.needs) + claims.flatMap(\.beside)).filter { name in
            guard evidence.lacks(name), seen.insert(name).inserted else { return false }
            guard let cpus, let creators = name.value(of: RowFact.creators.name) else { return true }
            return creators <= cpus
        }
    }
}

/// Where a claim is to be found.
public struct Source: Sendable, Equatable {
    /// Who wrote it.
    public let author: String
    /// The subject of the mail.
    public let subject: String
    /// Where it was sent.
    public let lists: String
    /// When, in words.
    public let date: String
    /// When: the midnight (UTC) that began the day.
    public let secondsSince1970: Int64
}
