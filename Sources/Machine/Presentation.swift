internal import Basics

/// One section of what `toll machine` prints.
public struct FactSection: Sendable, Equatable {
    /// One line.
    public struct Row: Sendable, Equatable {
        /// The fact's dotted key.
        public let key: String
        /// What a person calls it.
        public let label: String
        /// The value with its unit, safe on a terminal.
        public let value: String
    }

    /// The heading.
    public let title: String
    /// The lines.
    public let rows: [Row]
}

extension Fingerprint {
    /// The facts by topic, as a person reads them. Topics without a fact are left out, keys that this version does
    /// not know come last.
    public var sections: [FactSection] {
        var grouped: [String: [FactSection.Row]] = [:]
        for key in Self.order(Set(values.keys)) {
            guard let value = values[key] else { continue }
            let fact = Self.fact(for: key)
            let topic = Topic.all.first { $0.facts.contains { $0.describes(key) } }?.title ?? Self.unknown
            let label = fact?.label(of: key) ?? key.printable
            grouped[topic, default: []].append(
                FactSection.Row(key: key, label: label.printable, value: (fact?.unit ?? .none).show(value)))
        }
        return (Topic.all.map(\.title) + [Self.unknown]).compactMap { title in
            grouped[title].map { FactSection(title: title, rows: $0) }
        }
    }

    private static let unknown = "Not known to this version"

    /// A short name for file names, of `a`-`z`, `0`-`9` and `-`: `intel-core-i7-8650u`, `amd-epyc-kvm`.
    public var displayName: String {
        let model = self["cpu.model"]?.text ?? self["cpu.vendor"]?.text ?? ""
        let plain = model.lowercased().split(separator: "@", omittingEmptySubsequences: false)[0]
            .replacing("(r)", with: " ").replacing("(tm)", with: " ").replacing("(c)", with: " ")
        var words = Self.words(
            plain.split(separator: " ").prefix { $0 != "with" && $0 != "w/" }.filter { word in
                !["cpu", "processor"].contains(word) && !word.hasSuffix("-core")
            }.joined(separator: " "))
        if words.isEmpty { words = ["unknown"] + Self.words(self["kernel.arch"]?.text?.lowercased() ?? "") }
        let hypervisor = self["machine.hypervisor"]?.text?.lowercased() ?? "none"
        let guest = hypervisor == "none" ? [] : Self.words(hypervisor).prefix(1).map { $0 == "unknown" ? "vm" : $0 }
        return (Self.joined(words, limit: 40) + guest.map { "-" + $0.prefix(16) }.joined())
    }

    private static func words(_ text: String) -> [String] {
        text.split { !($0.isASCII && ($0.isLetter || $0.isNumber)) }.map { String($0) }
    }

    /// As many words as fit, a first one that is too long cut.
    private static func joined(_ words: [String], limit: Int) -> String {
        var result = String((words.first ?? "unknown").prefix(limit))
        for word in words.dropFirst() {
            guard result.count + 1 + word.count <= limit else { break }
            result += "-" + word
        }
        return result
    }
}
