internal import Basics
internal import Results

/// The figure of 2007, or what the rule puts in its place. What was not given has no key in JSON.
public struct Then: Sendable, Codable, Equatable {
    /// Nanoseconds.
    public var nanoseconds: Double?
    /// The same in accesses to DRAM, by the mail's own yardstick.
    public var dramAccesses: Double?
    /// A factor.
    public var ratio: Double?
    /// As a table has it: "650 ns", "≤2×". In brackets it is a boundary of the rule, since the mail gives no number.
    public var short: String
    /// What the factor of a verdict is a multiple of: "the 2007 figure".
    public var factorOf: String
    /// What is no single number, in words.
    public var text: String?

    /// A time, which is given in accesses to DRAM as well.
    ///
    /// - Parameters:
    ///   - short: what the table has in its place, where the figure is compared with something else.
    ///   - factorOf: what that is.
    static func nanoseconds(
        _ value: Double, _ text: String? = nil, short: String? = nil, factorOf: String = "the 2007 figure"
    ) -> Then {
        Then(
            nanoseconds: value, dramAccesses: value / FigureOf2007.accessToDRAM.nanoseconds,
            short: short ?? Format.decimal(value) + " ns", factorOf: factorOf, text: text)
    }

    /// A time of the mail.
    static func figure(_ figure: FigureOf2007) -> Then { .nanoseconds(figure.nanoseconds) }

    /// A factor of the mail.
    static func ratio(_ value: Double, _ short: String, _ text: String? = nil) -> Then {
        Then(ratio: value, short: short, factorOf: "what the mail allows", text: text)
    }

    /// A statement of the mail without a number, and the boundary that the rule names in its place.
    static func boundary(_ short: String, _ text: String = "no figure given") -> Then {
        Then(short: "(\(short))", factorOf: "what the rule allows", text: text)
    }

    /// A statement that is no number at all.
    static func text(_ text: String) -> Then { Then(short: "–", factorOf: "what the rule allows", text: text) }
}
