/// The claims of 2007: the topics joined, and nothing else. A new claim is one entry in one of them.
public enum Ledger {
    /// Where all of them come from.
    public static let source = Source(
        author: "Ingo Molnar", subject: "Re: [PATCH 0 of 4] Generic AIO by scheduling stacks",
        lists: "Linux kernel mailing list and linux-aio", date: "31 January 2007", secondsSince1970: 1_170_201_600)

    /// Every claim, in the order in which it is told.
    public static let claims: [Claim] =
        switchClaims + entryClaims + creationClaims + serverClaims + hardwareClaims + unmeasurableClaims
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
