/// All probes: the families joined, and nothing else.
public enum Catalog {
    /// Every probe, in the order in which it is listed.
    public static let probes: [Probe] =
        syscallProbes + switchProbes + fiberProbes + createProbes + memoryProbes + ioProbes + machineProbes

    /// The probes that any of the patterns names: a whole name, a prefix of dotted parts, or a glob. Without a
    /// pattern, all. Behind an `@` a pattern may have parameters: then it names the probes that take them, each with
    /// these.
    ///
    /// - Throws: `UnknownPattern` for the first pattern that names none; a `Refusal` for parameters that none takes.
    public static func select(_ patterns: [String], from probes: [Probe] = probes) throws -> [Probe] {
        guard !patterns.isEmpty else { return probes }
        var chosen: [(rank: Int, probe: Probe)] = []
        for pattern in patterns {
            for (rank, probe) in try named(by: pattern, in: probes)
            where !chosen.contains(where: { $0.probe.name == probe.name }) {
                chosen.append((rank, probe))
            }
        }
        return chosen.enumerated().sorted { ($0.element.rank, $0.offset) < ($1.element.rank, $1.offset) }.map {
            $0.element.probe
        }
    }

    private static func named(by text: String, in probes: [Probe]) throws -> [(rank: Int, probe: Probe)] {
        let halves = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
        let pattern = Pattern(String(halves[0]))
        let all = probes.enumerated().filter { pattern.matches($0.element.name) }
        guard !all.isEmpty else {
            throw UnknownPattern(pattern: text, near: pattern.nearest(in: probes.map(\.name)))
        }
        guard halves.count == 2 else { return all.map { ($0.offset, $0.element) } }
        let parameters = try Parameters(parsing: halves[1])
        let able = all.count == 1 ? all : all.filter { $0.element.vary != nil }
        guard !able.isEmpty else { throw Refusal("none of the probes named by '\(halves[0])' takes parameters") }
        return try able.map { ($0.offset, try $0.element.varied(by: parameters)) }
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
