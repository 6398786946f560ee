/// All probes: the families joined, and nothing else.
public enum Catalog {
    /// Every probe, in the order in which it is listed.
    public static let probes: [Probe] =
        syscallProbes + switchProbes + touchProbes + fiberProbes + createProbes + weightProbes + memoryProbes
        + ioProbes
        + machineProbes

    /// Every sweep.
    public static let sweeps: [Sweep] = touchSweeps + ioSweeps + createSweeps + weightSweeps

    /// The probe of a name, which may carry parameters: `io.epoll.state@connections=1000`.
    ///
    /// - Throws: `Refusal` or `UnknownPattern` when it means none.
    public static func probe(named name: String, among probes: [Probe] = probes) throws -> Probe {
        let parts = name.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        guard let plain = probes.first(where: { $0.name == parts[0] }) else {
            throw UnknownPattern(pattern: name, near: Pattern(String(parts[0])).nearest(in: probes.map(\.name)))
        }
        return parts.count == 1 ? plain : try plain.varied(by: try Parameters(parsing: parts[1]))
    }

    /// The probes that any of the patterns names: a whole name, a prefix of dotted parts, or a glob. Behind an `@` a
    /// pattern may have parameters; then it names the probes that take them, each with these. A whole name means that probe alone, though it may begin the names of others. Without a pattern, all.
    ///
    /// - Throws: `UnknownPattern` for the first pattern that names none, `Refusal` for parameters that a probe does not
    ///   take.
    public static func select(_ patterns: [String], from probes: [Probe] = probes) throws -> [Probe] {
        guard !patterns.isEmpty else { return probes }
        let plain = patterns.filter { !$0.contains("@") }
        for pattern in plain where !probes.contains(where: { Pattern(pattern).matches($0.name) }) {
            throw UnknownPattern(pattern: pattern, near: Pattern(pattern).nearest(in: probes.map(\.name)))
        }
        let varied = try patterns.filter { $0.contains("@") }.flatMap { try vary($0, among: probes) }
        var seen: Set<String> = []
        let names = Set(probes.map(\.name))
        let chosen = probes.filter { probe in
            plain.contains { names.contains($0) ? $0 == probe.name : Pattern($0).matches(probe.name) }
        }
        return (chosen + varied).filter { seen.insert($0.name).inserted }
    }

    private static func vary(_ text: String, among probes: [Probe]) throws -> [Probe] {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let all = try select([String(halves[0])], from: probes)
        let able = all.count == 1 ? all : all.filter { $0.vary != nil }
        guard !able.isEmpty else { throw Refusal("none of the probes named by '\(halves[0])' takes parameters") }
        let parameters = try Parameters(parsing: halves[1])
        return try able.map { try $0.varied(by: parameters) }
    }
}

/// A pattern that names no probe.
public struct UnknownPattern: Error, CustomStringConvertible, Equatable {
    /// What was asked for.
    public let pattern: String
    /// The name that looks most like it.
    public let near: String?

    /// A complaint about `pattern`.
    public init(pattern: String, near: String?) { (self.pattern, self.near) = (pattern, near) }

    /// One line that says what is wrong and what to do.
    public var description: String {
        "no probe is called '\(pattern)'" + (near.map { "; did you mean '\($0)'?" } ?? "") + " ('toll list' shows all)"
    }
}
