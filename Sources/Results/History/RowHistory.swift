internal import Basics
internal import Machine
public import Sampling

/// What one row came to on one machine, run after run, and what of the machine changed between them.
public struct RowHistory: Sendable, Encodable {
    /// A run of it.
    public struct Run: Sendable, Encodable {
        /// The result's name.
        public var result: String
        /// When it began: seconds since 1970.
        public var began: Int64
        /// The figure.
        public var figure: Estimate
        /// How far it can be trusted.
        public var grade: Grade.Letter?
        /// What changed since the run before, a line each.
        public var changes: [String]
    }

    /// Results that have no place in it, and why.
    public struct LeftOut: Sendable, Encodable, Equatable {
        /// Half a sentence.
        public var why: String
        /// Their names.
        public var results: [String]
    }

    /// The row.
    public let name: RowName
    /// Whether it is the net figure instead of the cost.
    public let isNet: Bool
    /// What it is counted in.
    public let unit: String
    /// The machine: that of the newest result with a figure of the row.
    public let machine: String
    /// Machine, kernel, date and version of the newest run.
    public let newest: String
    /// The runs, the oldest first; at least one.
    public let runs: [Run]
    /// The results that are not in it.
    public let leftOut: [LeftOut]

    /// The history of a row in some results, whatever their order.
    ///
    /// - Throws: where none of them has a figure of it.
    public init(of name: RowName, isNet: Bool = false, in heads: [ResultHead]) throws(BadResult) {
        let ordered = heads.inOrder()
        let found = ordered.map { head in
            (head: head, figure: head.figures.first { $0.quick.name == name })
        }
        func value(_ figure: ResultHead.Figure) -> Estimate? {
            guard figure.quick.status == .measured else { return nil }
            return (isNet ? figure.net : figure.quick.cost).flatMap { $0.median.isFinite ? $0 : nil }
        }
        guard
            let newest = found.last(where: { head, figure in head.isDated && figure.flatMap(value) != nil }),
            let unit = newest.figure?.quick.unit
        else {
            let reasons = found.compactMap(\.figure).compactMap { figure in
                figure.reason.map { "\(figure.quick.status.rawValue): \($0.printable)" }
            }
            throw BadResult(
                "no result has a valid \(isNet ? "net figure" : "figure") of '\(name.printable)'"
                    + (reasons.last.map { " (\($0))" } ?? ""))
        }
        let machine = newest.head.machineName
        var runs: [Run] = []
        var before: Fingerprint?
        var lost: [(why: String, result: String)] = []
        for (head, figure) in found {
            guard head.machineName == machine else {
                lost.append(("of another machine, \(head.machineName)", head.label))
                continue
            }
            guard let figure else {
                lost.append(("without this row", head.label))
                continue
            }
            guard let estimate = value(figure), let began = head.began, head.isDated, figure.quick.unit == unit else {
                lost.append((RowHistory.reason(figure, head, unit: unit), head.label))
                continue
            }
            let changes = before.map { RowHistory.changes(from: $0, to: head.machine) } ?? []
            runs.append(
                Run(result: head.label, began: began, figure: estimate, grade: figure.grade, changes: changes))
            before = head.machine
        }
        (self.name, self.isNet, self.unit, self.machine, self.runs) = (name, isNet, unit, machine, runs)
        self.newest = Provenance(before ?? newest.head.machine, began: runs.last?.began).text
        leftOut = lost.reduce(into: []) { groups, one in
            if let place = groups.firstIndex(where: { $0.why == one.why }) {
                groups[place].results.append(one.result)
            } else {
                groups.append(LeftOut(why: one.why, results: [one.result]))
            }
        }
    }

    /// Why a row that is there has no figure for the history.
    private static func reason(_ figure: ResultHead.Figure, _ head: ResultHead, unit: String) -> String {
        guard figure.quick.status == .measured else { return "in which it is \(figure.quick.status.rawValue)" }
        if !head.isDated { return "that do not say when they were measured" }
        return figure.quick.unit == unit ? "without a figure of this kind" : "that count it in \(figure.quick.unit)"
    }

    /// The facts whose changes are marked, by how their keys begin.
    private static let watched = ["kernel.release", "kernel.build", "cpu.microcode", "mitigation.", "toll.version"]

    /// What changed between two runs of one machine, a line each.
    static func changes(from before: Fingerprint, to after: Fingerprint) -> [String] {
        let differences = Fingerprint.differences([before, after]).filter { difference in
            watched.contains { difference.key.hasPrefix($0) }
        }
        // Another release is another build.
        let isRelease = differences.contains { $0.key == "kernel.release" }
        return differences.compactMap { difference in
            if difference.key == "kernel.build", isRelease { return nil }
            // A kernel that has heard of no vulnerability is as one that has, and is not affected.
            let isMitigation = difference.key.hasPrefix("mitigation.")
            let shown = zip(difference.values, difference.shown).map { $0 == nil && isMitigation ? "Not affected" : $1 }
            guard difference.isContradiction || isMitigation, shown[0] != shown[1] else { return nil }
            return "\(difference.label): \(shown[0]) → \(shown[1])"
        }
    }
}
