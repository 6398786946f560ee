/// What is known of a machine: values by key, in JSON one flat object.
///
/// A fact that is unknown has no key. Keys that this version does not know are kept, so that a file
/// of another version goes through unharmed.
public struct Fingerprint: Sendable, Equatable {
    /// The values by their dotted key.
    public var values: [String: FactValue]

    /// A fingerprint with the given values.
    public init(_ values: [String: FactValue] = [:]) { self.values = values }

    /// The value of a key; nil where it is unknown.
    public subscript(key: String) -> FactValue? {
        get { values[key] }
        set { values[key] = newValue }
    }

    /// Reads every fact of the machine below `root`. Host names and serial numbers are not among them.
    public static func read(_ root: SystemRoot = SystemRoot()) -> Fingerprint { read(Survey(root)) }

    /// Reads every fact from sources that are already taken apart.
    public static func read(_ survey: Survey) -> Fingerprint {
        var fingerprint = Fingerprint()
        for fact in Topic.all.flatMap(\.facts) {
            // An entry of its own goes before the family that would also read it.
            fingerprint.values.merge(fact.read(survey)) { first, _ in first }
        }
        return fingerprint
    }

    /// The fact that describes a key: its own entry, else that of its family.
    static func fact(for key: String) -> Fact? {
        let facts = Topic.all.lazy.flatMap(\.facts)
        return facts.first { $0.key == key } ?? facts.first { $0.describes(key) }
    }
}

extension Fingerprint: Codable {
    private struct Key: CodingKey {
        let stringValue: String
        var intValue: Int? { nil }
        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }

    /// Reads a flat object; a value that is no plain one (null, an object) is left out.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: Key.self)
        values = [:]
        for key in container.allKeys {
            values[key.stringValue] = try? container.decode(FactValue.self, forKey: key)
        }
    }

    /// Writes a flat object.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(values)
    }
}
