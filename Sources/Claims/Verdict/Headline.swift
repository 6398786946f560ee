internal import Basics
public import Sampling

/// The one figure that stands for a claim, wherever it is shown: in the table, the JSON, the page and the chart.
public indirect enum Headline: Sendable, Equatable {
    /// Nanoseconds.
    case time(Estimate)
    /// A factor.
    case ratio(Estimate)
    /// A part of a whole: 0.01 is 1 %.
    case share(Estimate)
    /// How many of something.
    case count(Estimate, String)
    /// Bytes.
    case bytes(Estimate)
    /// From one figure to another of the same kind, where more than one is meant.
    case range(Headline, Headline)
    /// There is no figure.
    case none

    /// The figure; of a range the upper end.
    public var estimate: Estimate? {
        switch self {
        case .time(let value), .ratio(let value), .share(let value), .count(let value, _), .bytes(let value): value
        case .range(_, let upper): upper.estimate
        case .none: nil
        }
    }

    /// The figure where it is a time, in nanoseconds; of a range the upper end.
    public var time: Estimate? {
        switch self {
        case .time(let value): value
        case .range(_, let upper): upper.time
        default: nil
        }
    }

    /// The figure as people read it: "1.08 µs", "1.35×", "1.84 %"; empty where there is none.
    public var text: String { estimate.map { text($0.median) } ?? "" }

    /// The figure and its interval: "1.08 µs [1.078 … 1.089]".
    public var words: String {
        switch self {
        case .range(let lower, let upper): lower.words + " to " + upper.words
        case .none: ""
        default: estimate.map { "\(text) [\(interval($0))]" } ?? ""
        }
    }

    /// A limit on such a figure: "650 ns", "2×", "1 %".
    func limit(_ value: Double) -> String {
        switch self {
        case .time: Format.decimal(value) + " ns"
        case .ratio: Format.decimal(value) + "×"
        case .share: Format.decimal(value * 100) + " %"
        case .count(_, let what): Format.decimal(value) + " " + what
        case .bytes: Format.size(value)
        case .range(let lower, _): lower.limit(value)
        case .none: ""
        }
    }

    private func text(_ value: Double) -> String {
        switch self {
        case .time: Format.time(value)
        case .ratio: Format.times(value)
        case .share: Format.digits(value * 100) + " %"
        case .count(_, let what): Format.count(value) + " " + what
        case .bytes: Format.amount(value, "bytes")
        case .range(let lower, let upper): Headline.joined(lower.text, upper.text)
        case .none: ""
        }
    }

    private func interval(_ estimate: Estimate) -> String {
        switch self {
        case .time: estimate.interval(in: "ns")
        case .bytes: estimate.interval(in: "bytes")
        case .share: estimate.mapped { $0 * 100 }.interval(in: "")
        default: estimate.interval(in: "")
        }
    }

    /// "80.0…116 ns": the unit stands once where both ends have the same.
    private static func joined(_ lower: String, _ upper: String) -> String {
        let unit = upper.drop { "0123456789.-".contains($0) }
        let isShared = lower.hasSuffix(unit)
        return "\(isShared ? lower.dropLast(unit.count) : lower[...])…\(upper)"
    }
}

extension Headline: Codable {
    private enum CodingKeys: String, CodingKey { case kind, value, from, to, of }
    private enum Rendered: String, CodingKey { case text }
    private enum Kind: String, Codable { case time, ratio, share, count, bytes, range, none }

    private var kind: Kind {
        switch self {
        case .time: .time
        case .ratio: .ratio
        case .share: .share
        case .count: .count
        case .bytes: .bytes
        case .range: .range
        case .none: .none
        }
    }

    /// Writes the kind, the value (in ns or bytes where it has a unit), and the text beside them.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(kind, forKey: .kind)
        if case .range(let lower, let upper) = self {
            try container.encode(lower, forKey: .from)
            try container.encode(upper, forKey: .to)
        } else {
            try container.encodeIfPresent(estimate, forKey: .value)
        }
        if case .count(_, let what) = self { try container.encode(what, forKey: .of) }
        var rendered = encoder.container(keyedBy: Rendered.self)
        if self != .none { try rendered.encode(text, forKey: .text) }
    }

    /// Reads a figure.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        func value() throws -> Estimate { try container.decode(Estimate.self, forKey: .value) }
        switch try container.decode(Kind.self, forKey: .kind) {
        case .time: self = .time(try value())
        case .ratio: self = .ratio(try value())
        case .share: self = .share(try value())
        case .count: self = .count(try value(), try container.decode(String.self, forKey: .of))
        case .bytes: self = .bytes(try value())
        case .range:
            self = .range(
                try container.decode(Headline.self, forKey: .from), try container.decode(Headline.self, forKey: .to))
        case .none: self = .none
        }
    }
}
