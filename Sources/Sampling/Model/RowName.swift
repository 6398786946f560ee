internal import Basics

/// What a row is called: a probe's name and, where the probe was varied, its parameters behind an `@`, as in
/// `io.epoll.state@connections=1000,in-flight=10`.
///
/// The only place that knows this grammar. A probe's name is `family.mechanism.variant`; a parameter is a name and a
/// whole number. A text that follows no grammar, from a stranger's file, is a name without parameters.
public struct RowName: Sendable, Hashable {
    /// The probe's name.
    public let base: String
    /// The parameters, in the order in which they are written.
    public let parameters: [ParameterValue]

    /// A name of known parts.
    public init(_ base: String, _ parameters: [ParameterValue]) { (self.base, self.parameters) = (base, parameters) }

    /// The name that a text stands for, whatever it is.
    public init(_ text: String) {
        self = (try? RowName(checking: text)) ?? RowName(text, [])
    }

    /// The name that a text stands for.
    ///
    /// - Throws: what is wrong with its parameters.
    public init(checking text: String) throws(BadRowName) {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        base = String(halves[0])
        guard halves.count == 2 else {
            parameters = []
            return
        }
        var values: [ParameterValue] = []
        for part in halves[1].split(separator: ",", omittingEmptySubsequences: false) {
            let words = part.split(separator: "=", omittingEmptySubsequences: false)
            guard words.count == 2, !words[0].isEmpty, let value = Int(words[1]) else {
                throw BadRowName("'\(String(part).printable)' is not a parameter: write name=number")
            }
            guard !values.contains(where: { $0.name == words[0] }) else {
                throw BadRowName("the parameter '\(String(words[0]).printable)' is given twice")
            }
            values.append(ParameterValue(String(words[0]), value))
        }
        parameters = values
    }

    /// The name as it is written.
    public var text: String { parameters.isEmpty ? base : base + "@" + parametersText }

    /// What stands behind the `@`; empty without parameters.
    public var parametersText: String { parameters.map { "\($0.name)=\($0.value)" }.joined(separator: ",") }

    /// The name as one line that is safe on a terminal.
    public var printable: String { text.printable }

    /// The first part of the probe's name: its folder, its filter and its chart.
    public var family: String { String(base.prefix { $0 != "." }) }

    /// The dotted parts of the probe's name.
    public var parts: [Substring] { base.split(separator: ".", omittingEmptySubsequences: false) }

    /// Whether it has parameters.
    public var isVaried: Bool { !parameters.isEmpty }

    /// The value of a parameter; nil where the name does not have it.
    public func value(of parameter: String) -> Int? { parameters.first { $0.name == parameter }?.value }

    /// Whether the probe's name has as many parts as the pattern and the same ones, but for `*`, and no parameters.
    public func isLike(_ pattern: String) -> Bool {
        let wanted = pattern.split(separator: ".")
        return !isVaried && parts.count == wanted.count && zip(parts, wanted).allSatisfy { $1 == "*" || $0 == $1 }
    }
}

/// A parameter and its value.
public struct ParameterValue: Sendable, Hashable {
    /// The parameter's name.
    public var name: String
    /// Its value.
    public var value: Int

    /// A value of a parameter.
    public init(_ name: String, _ value: Int) { (self.name, self.value) = (name, value) }
}

/// A text that names no row.
public struct BadRowName: Error, Sendable, Equatable, CustomStringConvertible {
    /// One line that says what is wrong and what to write.
    public let description: String

    init(_ description: String) { self.description = description }
}

extension RowName: ExpressibleByStringLiteral, ExpressibleByStringInterpolation, CustomStringConvertible, Codable {
    /// The name that a literal stands for.
    public init(stringLiteral text: String) { self.init(text) }

    /// The name as it is written.
    public var description: String { text }

    /// Reads a name, which is a text in a file.
    public init(from decoder: any Decoder) throws {
        self.init(try decoder.singleValueContainer().decode(String.self))
    }

    /// Writes a name.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(text)
    }
}

extension RowName: Comparable {
    /// By the probe's name, then by the parameters, as numbers.
    public static func < (a: RowName, b: RowName) -> Bool {
        if a.base != b.base { return a.base < b.base }
        for (x, y) in zip(a.parameters, b.parameters) where x != y { return (x.name, x.value) < (y.name, y.value) }
        return a.parameters.count < b.parameters.count
    }
}
