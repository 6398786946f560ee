/// One thing worth knowing of a machine: what it is called, how it is read, and which figures it is known to move.
///
/// A fact is one entry in the array of its topic (folder `Facts`); nothing else needs to know of it.
public struct Fact: Sendable {
    /// Lower-case dotted name, `cpu.model`; of a family the part that all its keys begin with.
    public let key: String
    /// What a person calls it, within its topic.
    public let label: String
    /// The unit of a number.
    public let unit: FactUnit
    /// The families of probes whose figures a difference in this fact is known to move, as prefixes of dotted
    /// names; `*` is every probe. Empty: it is shown, but nothing is blamed on it.
    public let moves: [String]
    /// Why it moves them, half a sentence.
    public let because: String?
    private let reader: @Sendable (Survey) -> [String: FactValue]
    private let isFamily: Bool

    /// A fact with one value; its reader gives nil where the machine does not say.
    init(
        _ key: String, _ label: String, _ unit: FactUnit = .none, moves: [String] = [], because: String? = nil,
        read: @escaping @Sendable (Survey) -> FactValue?
    ) {
        (self.key, self.label, self.unit, self.moves, self.because) = (key, label, unit, moves, because)
        isFamily = false
        reader = { survey in read(survey).map { [key: $0] } ?? [:] }
    }

    /// A family of facts whose names the machine decides; its reader gives values by the rest of the key.
    init(
        each key: String, _ label: String = "", _ unit: FactUnit = .none, moves: [String] = [],
        because: String? = nil, read: @escaping @Sendable (Survey) -> [String: FactValue]
    ) {
        (self.key, self.label, self.unit, self.moves, self.because) = (key, label, unit, moves, because)
        isFamily = true
        reader = { survey in
            let named = read(survey).map { (key + "." + $0.key, $0.value) }
            return Dictionary(named.filter { Self.isKey($0.0) }, uniquingKeysWith: { first, _ in first })
        }
    }

    /// A fact that is not read but given by the caller, for example toll's own version.
    init(given key: String, _ label: String, moves: [String] = [], because: String? = nil) {
        self.init(key, label, moves: moves, because: because) { _ in nil }
    }

    /// Reads the fact: no value, one, or as many as the family has here.
    func read(_ survey: Survey) -> [String: FactValue] { reader(survey) }

    /// Whether this fact describes the given key.
    func describes(_ key: String) -> Bool { key == self.key || (isFamily && key.hasPrefix(self.key + ".")) }

    /// What a person calls the given key, which this fact describes.
    func label(of key: String) -> String {
        guard isFamily, key != self.key else { return label }
        let rest = key.dropFirst(self.key.count + 1).map { $0 == "_" ? " " : $0 }
        return label.isEmpty ? String(rest) : label + " " + String(rest)
    }

    /// Lower-case words of letters, digits, `_` and `-`, joined by dots.
    static func isKey(_ key: String) -> Bool {
        key.utf8.count <= 80
            && key.split(separator: ".", omittingEmptySubsequences: false).allSatisfy { part in
                !part.isEmpty && part.utf8.allSatisfy { "abcdefghijklmnopqrstuvwxyz0123456789_-".utf8.contains($0) }
            }
    }
}

/// Facts that belong together: one section of what `toll machine` prints.
public struct Topic: Sendable {
    /// The section's heading.
    public let title: String
    /// Its facts, in the order in which they are shown.
    public let facts: [Fact]
    /// Whether they are about the process that reads them, and what bounds it, and not about the machine.
    let isOfProcess: Bool

    init(_ title: String, isOfProcess: Bool = false, _ facts: [Fact]) {
        (self.title, self.isOfProcess, self.facts) = (title, isOfProcess, facts)
    }
}

extension Topic {
    /// Every topic, in the order in which they are shown.
    public static let all: [Topic] = [
        processor, caches, frequency, virtualisation, kernel, commandLine, mitigations, settings, memory, process,
        limits, toll,
    ]
}
