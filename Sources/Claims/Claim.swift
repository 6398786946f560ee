/// One statement of the mail, and how it is held against a result: one entry of the ``Ledger``.
public struct Claim: Sendable {
    /// What it is called in results and on the command line.
    public let id: String
    /// The statement, in our own words.
    public let says: String
    /// Whose statement it is.
    public let speaker: Speaker
    /// The figure that came with it.
    public let then: Then
    /// The rule by which it is decided, one line for people.
    public let how: String
    /// The rule itself. It throws where it has nothing to go by.
    let judge: @Sendable (Evidence) throws(Absence) -> Judgement

    init(
        _ id: String, _ says: String, by speaker: Speaker = .molnar, then: Then, how: String,
        judge: @escaping @Sendable (Evidence) throws(Absence) -> Judgement
    ) {
        self.id = id
        self.says = says
        self.speaker = speaker
        self.then = then
        self.how = how
        self.judge = judge
    }

    /// What a result says of the claim.
    public func judgement(on evidence: Evidence) -> Judgement {
        do {
            return try judge(evidence)
        } catch {
            return Judgement(.cannotTell, error.reason + ".")
        }
    }
}

/// Who made a claim.
public enum Speaker: String, Sendable, Codable {
    /// Ingo Molnar, who wrote the mail.
    case molnar = "Ingo Molnar"
    /// Linus Torvalds, whom it answers.
    case torvalds = "Linus Torvalds"
}

/// The figure of 2007. What was not given has no key in JSON.
public struct Then: Sendable, Codable, Equatable {
    /// Nanoseconds.
    public var nanoseconds: Double?
    /// The same in accesses to DRAM, by the mail's own yardstick.
    public var dramAccesses: Double?
    /// A factor.
    public var ratio: Double?
    /// What is no single number, in words.
    public var text: String?

    /// The mail takes one access to DRAM to be as long as a null system call, 100 ns.
    public static let nanosecondsPerDRAMAccess = 100.0

    /// A time, which is given in accesses to DRAM as well.
    static func nanoseconds(_ value: Double, _ text: String? = nil) -> Then {
        Then(nanoseconds: value, dramAccesses: value / nanosecondsPerDRAMAccess, text: text)
    }

    /// A factor.
    static func ratio(_ value: Double, _ text: String? = nil) -> Then { Then(ratio: value, text: text) }

    /// Words.
    static func text(_ text: String) -> Then { Then(text: text) }
}
