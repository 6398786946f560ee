internal import Basics

/// The value of one fact: in JSON the plain value, without a wrapper.
public enum FactValue: Sendable, Codable {
    /// A word or a line.
    case text(String)
    /// A whole number, in the unit that the fact states.
    case integer(Int)
    /// A number, in the unit that the fact states. Always finite.
    case real(Double)
    /// Yes or no.
    case flag(Bool)
    /// Several words.
    case list([String])

    /// A number where the text is one, else the text; nil for no text.
    init?(_ text: String?) {
        guard let text, !text.isEmpty else { return nil }
        self = Int(text).map { .integer($0) } ?? .text(text)
    }

    /// A whole number, or nothing.
    init?(_ integer: Int?) {
        guard let integer else { return nil }
        self = .integer(integer)
    }

    /// Yes or no, or nothing.
    init?(_ flag: Bool?) {
        guard let flag else { return nil }
        self = .flag(flag)
    }

    /// A limit: a number, or the word `none` for "there is no limit", which is not the same as an unknown one.
    init?(limit: Double?) {
        guard let limit, !limit.isNaN else { return nil }
        self = limit.isFinite ? Int(exactly: limit).map { .integer($0) } ?? .real(limit) : .text("none")
    }

    /// One value where all agree, else the list of the different ones.
    init?(agreed values: [String]) {
        let different = Set(values).sorted()
        guard let first = different.first else { return nil }
        if different.count == 1 { self.init(first) } else { self = .list(different) }
    }

    /// Any plain JSON value; a null or an object is an error, which `Fingerprint` leaves out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let flag = try? container.decode(Bool.self) {
            self = .flag(flag)
        } else if let integer = try? container.decode(Int.self) {
            self = .integer(integer)
        } else if let real = try? container.decode(Double.self), real.isFinite {
            self = .real(real)
        } else if let text = try? container.decode(String.self) {
            self = .text(text)
        } else {
            self = .list(try container.decode([String].self))
        }
    }

    /// Writes the plain value.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let text): try container.encode(text)
        case .integer(let integer): try container.encode(integer)
        case .real(let real): try container.encode(real)
        case .flag(let flag): try container.encode(flag)
        case .list(let list): try container.encode(list)
        }
    }

    /// The number, of either kind.
    public var number: Double? {
        switch self {
        case .integer(let integer): Double(integer)
        case .real(let real): real
        default: nil
        }
    }

    /// The text of a text.
    public var text: String? { if case .text(let text) = self { text } else { nil } }

    /// The answer of a yes or no.
    public var flag: Bool? { if case .flag(let flag) = self { flag } else { nil } }
}

/// `2` and `2.0` are one number, since they are the same in JSON.
extension FactValue: Equatable {
    /// Whether two values say the same.
    public static func == (left: FactValue, right: FactValue) -> Bool {
        switch (left, right) {
        case (.text(let a), .text(let b)): a == b
        case (.integer(let a), .integer(let b)): a == b
        case (.flag(let a), .flag(let b)): a == b
        case (.list(let a), .list(let b)): a == b
        case (.integer, .real), (.real, .integer), (.real, .real): left.number == right.number
        default: false
        }
    }
}

/// What a number counts; it decides how a person sees it.
public enum FactUnit: String, Sendable {
    /// A plain number.
    case none
    /// Bytes: B to TiB, by 1024.
    case bytes
    /// Hertz: Hz to GHz, by 1000.
    case hertz
    /// Nanoseconds, always in ns.
    case nanoseconds

    /// The value as a person reads it, safe on a terminal: `32 MiB`, `3.4 GHz`, `yes`, `a, b`.
    public func show(_ value: FactValue) -> String {
        switch value {
        case .text(let text): text.printable
        case .flag(let flag): flag ? "yes" : "no"
        case .list(let list): list.isEmpty ? "none" : list.joined(separator: ", ").printable
        case .integer(let integer): show(Double(integer), else: String(integer))
        case .real(let real): show(real, else: Format.decimal(real, places: 3))
        }
    }

    private func show(_ number: Double, else plain: String) -> String {
        switch self {
        case .none: return plain
        case .nanoseconds: return plain + " ns"
        case .bytes:
            return scaled(number, by: 1024, names: ["B", "KiB", "MiB", "GiB", "TiB"], places: 1)
        case .hertz:
            return scaled(number, by: 1000, names: ["Hz", "kHz", "MHz", "GHz"], places: 2)
        }
    }

    private func scaled(_ number: Double, by step: Double, names: [String], places: Int) -> String {
        var number = number
        var names = names[...]
        while abs(number) >= step, names.count > 1 {
            number /= step
            names.removeFirst()
        }
        return Format.decimal(number, places: places) + " " + (names.first ?? "")
    }
}
