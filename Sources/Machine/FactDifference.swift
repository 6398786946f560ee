internal import Basics

/// One fact in which machines differ.
public struct FactDifference: Sendable, Equatable {
    /// The fact's dotted key.
    public let key: String
    /// What a person calls it, with its topic.
    public let label: String
    /// The value of each machine, in the order asked for; nil where it is unknown.
    public let values: [FactValue?]
    /// The same as a person reads them; `not known` where it is unknown.
    public let shown: [String]
    /// The families of probes whose figures this is known to move (`*` for all); empty when it explains nothing.
    public let moves: [String]
    /// Why it moves them, half a sentence.
    public let because: String?
    /// Whether it is about how the process was started and what bounds it, so that it may differ on one machine from
    /// one run to the next.
    public let isOfProcess: Bool

    /// Whether two machines have different values, rather than one having none.
    public var isContradiction: Bool {
        let known = values.compactMap { $0 }
        return known.dropFirst().contains { $0 != known.first }
    }

    /// Whether this is known to move the figure of the given probe.
    public func moves(probe name: String) -> Bool {
        moves.contains { $0 == "*" || $0 == name || name.hasPrefix($0 + ".") }
    }
}

extension Fingerprint {
    /// The facts in which the given machines differ, in the order of the topics; unknown keys last.
    public static func differences(_ machines: [Fingerprint]) -> [FactDifference] {
        order(Set(machines.flatMap(\.values.keys))).compactMap { key in
            let values = machines.map { $0[key] }
            guard values.dropFirst().contains(where: { $0 != values[0] }) else { return nil }
            let fact = fact(for: key)
            let topic = Topic.all.first { $0.facts.contains { $0.describes(key) } }
            let label = fact.map { "\(topic?.title ?? ""): \($0.label(of: key))" } ?? key
            return FactDifference(
                key: key, label: label.printable, values: values,
                shown: values.map { $0.map { (fact?.unit ?? .none).show($0) } ?? "not known" },
                moves: fact?.moves ?? [], because: fact?.because, isOfProcess: topic?.isOfProcess ?? false)
        }
    }

    /// Keys in the order of the facts' entries, those of a family and unknown ones by name.
    static func order(_ keys: Set<String>) -> [String] {
        let facts = Topic.all.flatMap(\.facts)
        let place = { (key: String) in
            facts.firstIndex { $0.key == key } ?? facts.firstIndex { $0.describes(key) } ?? facts.count
        }
        return keys.map { (place($0), $0) }.sorted { $0 < $1 }.map(\.1)
    }
}
