/// All probes: the families joined, and nothing else.
public enum Catalog {
    /// Every probe, in the order in which it is listed.
    public static let probes: [Probe] =
        syscallProbes + switchProbes + fiberProbes + createProbes + memoryProbes + machineProbes

    /// The probes that any of the patterns names: a whole name, a prefix of dotted parts, or a glob. Without a
    /// pattern, all.
    ///
    /// - Throws: `UnknownPattern` for the first pattern that names none.
    public static func select(_ patterns: [String], from probes: [Probe] = probes) throws -> [Probe] {
        guard !patterns.isEmpty else { return probes }
        for pattern in patterns where !probes.contains(where: { Pattern(pattern).matches($0.name) }) {
            throw UnknownPattern(pattern: pattern, near: Pattern(pattern).nearest(in: probes.map(\.name)))
        }
        // A whole name means that one probe, even where others' names go on from it.
        let names = Set(probes.map(\.name))
        return probes.filter { probe in
            patterns.contains { names.contains($0) ? $0 == probe.name : Pattern($0).matches(probe.name) }
        }
    }
}

/// A pattern that names no probe.
public struct UnknownPattern: Error, CustomStringConvertible, Equatable {
    /// What was asked for.
    public let pattern: String
    /// The name that looks most like it.
    public let near: String?

    /// One line that says what is wrong and what to do.
    public var description: String {
        "no probe is called '\(pattern)'" + (near.map { "; did you mean '\($0)'?" } ?? "") + " ('toll list' shows all)"
    }
}
