public import Sampling

/// All probes: the families joined, and nothing else.
public enum Catalog {
    /// Every probe, in the order in which it is listed.
    public static let probes: [Probe] =
        syscallProbes + switchProbes + touchProbes + ringProbes + fiberProbes + createProbes + weightProbes
        + memoryProbes + faultProbes + mapProbes + signalProbes + fileCallProbes + readyProbes
        + ioProbes + contentionProbes
        + lockProbes + timeProbes + placeProbes + taskProbes + netProbes + stateProbes
        + machineProbes + harnessProbes

    /// Every sweep.
    public static let sweeps: [Sweep] =
        switchSweeps + touchSweeps + ringSweeps + ioSweeps + createSweeps + weightSweeps + faultSweeps
        + mapSweeps + fileCallSweeps + readySweeps + taskSweeps + netSweeps

    /// The pattern that names every probe.
    public static let everything = "all"

    /// The probe of a row's name, which may carry parameters.
    ///
    /// - Throws: `BadRowName`, `Refusal` or `UnknownPattern` when it means none.
    public static func probe(named name: RowName, among probes: [Probe] = probes) throws -> Probe {
        guard let plain = probes.first(where: { $0.name.base == name.base }) else {
            throw UnknownPattern(pattern: name.text, near: Pattern(name.base).nearest(in: probes.map(\.name.base)))
        }
        return name.isVaried ? try plain.varied(by: name.parameters) : plain
    }

    /// The probes that any of the patterns names: a whole name, a prefix of dotted parts, or a glob. Behind an `@` a
    /// pattern may have parameters; then it names the probes that take them, each with these. A whole name means that
    /// probe alone, though it may begin the names of others. Without a pattern, and with `all`, all.
    ///
    /// - Throws: `UnknownPattern` for the first pattern that names none, `BadRowName` or `Refusal` for parameters that
    ///   a probe does not take.
    public static func select(_ patterns: [String], from probes: [Probe] = probes) throws -> [Probe] {
        guard !patterns.isEmpty, !patterns.contains(everything) else { return probes }
        let named = try patterns.map { try RowName(checking: $0) }
        let plain = named.filter { !$0.isVaried }.map(\.base)
        for pattern in plain where !probes.contains(where: { Pattern(pattern).matches($0.name.base) }) {
            throw UnknownPattern(pattern: pattern, near: Pattern(pattern).nearest(in: probes.map(\.name.base)))
        }
        let varied = try named.filter(\.isVaried).flatMap { try vary($0, among: probes) }
        var seen: Set<RowName> = []
        let names = Set(probes.map(\.name.base))
        let chosen = probes.filter { probe in
            plain.contains { names.contains($0) ? $0 == probe.name.base : Pattern($0).matches(probe.name.base) }
        }
        return (chosen + varied).filter { seen.insert($0.name).inserted }
    }

    private static func vary(_ name: RowName, among probes: [Probe]) throws -> [Probe] {
        let all = try select([name.base], from: probes)
        let able = all.count == 1 ? all : all.filter { !$0.parameters.isEmpty }
        guard !able.isEmpty else { throw Refusal("none of the probes named by '\(name.base)' takes parameters") }
        return try able.map { try $0.varied(by: name.parameters) }
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
